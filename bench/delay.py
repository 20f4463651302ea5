"""A network that takes its time: a proxy before a server that hands on each byte later."""

import asyncio
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from threading import Thread

HOME = "127.0.0.1"


@contextmanager
def delayed(port: int, seconds: float) -> Iterator[str]:
    """Give the URL under which the server on `port` answers, so many seconds later each way."""
    listening: Future[int] = Future()
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()

    async def join(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ends = [writer]
        try:
            there, back = await asyncio.open_connection(HOME, port)
            ends.append(back)
            await asyncio.gather(_pump(reader, back, seconds), _pump(there, writer, seconds))
        except OSError:
            pass  # the server has stopped
        finally:
            for each in ends:
                each.close()

    async def listen() -> None:
        server = await asyncio.start_server(join, HOME, 0)
        listening.set_result(server.sockets[0].getsockname()[1])
        await stop.wait()
        server.close()

    def run() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(listen())

    thread = Thread(target=run)
    thread.start()
    try:
        yield f"http://{HOME}:{listening.result()}"
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float) -> None:
    """Hand on what comes until it ends, each part after so many seconds."""
    loop = asyncio.get_running_loop()
    with suppress(OSError):
        while data := await reader.read(65_536):
            loop.call_later(seconds, writer.write, data)
    await asyncio.sleep(seconds)
    writer.close()
