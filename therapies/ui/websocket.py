"""What a browser may send on its WebSocket."""

from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from streamlit.proto.BackMsg_pb2 import BackMsg

KINDS = frozenset(("rerun_script", "stop_script", "app_heartbeat", "backend_operation_request"))
"""The kinds of message that the pages send.

The others clear what all sessions share, tell of the folder's repository, or prepare uploads.
"""

OPERATIONS = frozenset(("deferred_file", "dataframe_chunk"))
"""The operations that the pages ask for; the others write into the folder of the app."""


def asked_for(data: bytes) -> bool:
    """Whether the pages need this message; raise `ValueError` when it is none at all."""
    try:
        message = BackMsg.FromString(data)
    except DecodeError as error:
        raise ValueError("no message") from error
    kind = message.WhichOneof("type")
    if kind == "backend_operation_request":
        request = message.backend_operation_request
        return bool(OPERATIONS & {field.name for field, _ in request.ListFields()})
    return kind in KINDS
