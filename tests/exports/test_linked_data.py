"""Linked data, read back by rdflib as a graph and by rocrate as a research object."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, RDF
from rocrate.rocrate import ROCrate  # type: ignore[import-untyped]

from tests.support.hostile import HOSTILE, write_hostile
from therapies.catalog.catalog import Catalog, load_catalog
from therapies.exports import linked_data, package
from therapies.exports.citation import AUTHORS, UNLICENSED
from therapies.model import NOT_STATED, VOCABULARIES
from therapies.query.view import View
from therapies.site import TITLE

# Its own reader of JSON-LD uses what rdflib warns of.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
OA, SCHEMA = Namespace("http://www.w3.org/ns/oa#"), Namespace("https://schema.org/")
BASE = "https://x.org/under/"
DATASET = URIRef(f"{BASE}data/dataset.jsonld#dataset")
TYPED = {"@type": "@id"}
USED = {
    "id": "@id",
    "type": "@type",
    **{each: f"{OA}{each}" for each in ("Annotation", "SpecificResource", "TextualBody", "exact")},
    **{each: f"{OA}{each}" for each in ("TextQuoteSelector", "classifying", "describing")},
    "identifying": f"{OA}identifying",
    "Text": "http://purl.org/dc/dcmitype/Text",
    "Organization": "http://xmlns.com/foaf/0.1/Organization",
    "name": "http://xmlns.com/foaf/0.1/name",
    "value": str(RDF.value),
    "format": "http://purl.org/dc/elements/1.1/format",
    "language": "http://purl.org/dc/elements/1.1/language",
    "modified": str(DCTERMS.modified),
    "creator": TYPED | {"@id": str(DCTERMS.creator)},
    "body": TYPED | {"@id": f"{OA}hasBody"},
    "target": TYPED | {"@id": f"{OA}hasTarget"},
    "source": TYPED | {"@id": f"{OA}hasSource"},
    "selector": TYPED | {"@id": f"{OA}hasSelector"},
    "motivation": {"@type": "@vocab", "@id": f"{OA}motivatedBy"},
    "purpose": {"@type": "@vocab", "@id": f"{OA}hasPurpose"},
}
"""What the standard context of annotations says of the names that are used: no test asks the web.
"""


def graph(node: Any) -> Graph:
    """What a program reads in JSON-LD; a name that no context knows is lost and then missed."""
    context = node["@context"]
    if isinstance(context, list):
        assert context[0] == "http://www.w3.org/ns/anno.jsonld"
        node = node | {"@context": [USED, *context[1:]]}
    return Graph().parse(data=json.dumps(node), format="json-ld")


def one(found: Graph, subject: Any, predicate: Any) -> Any:
    (value,) = found.objects(subject, predicate)
    return value


@pytest.fixture
def described(sample: Catalog) -> Graph:
    return graph(json.loads(linked_data.dataset(View(sample, base=BASE))))


def test_a_claim_is_an_annotation_of_the_words_in_their_place(sample: Catalog) -> None:
    for claim in sample.claims:
        found = graph(linked_data.annotation(sample, claim, BASE))
        about = URIRef(f"{BASE}claim/{claim.id}")
        assert one(found, about, RDF.type) == OA.Annotation
        target = one(found, about, OA.hasTarget)
        selector = one(found, target, OA.hasSelector)
        assert one(found, selector, RDF.type) == OA.TextQuoteSelector
        assert str(one(found, selector, OA.exact)) == claim.wording
        assert str(one(found, target, SCHEMA.articleSection)) == claim.section
        assert one(found, target, SCHEMA.position) == Literal(claim.paragraph)
        assert str(one(found, target, OA.hasSource)).endswith(f"#document-{claim.source}")
        assert str(one(found, about, SCHEMA.version)) == sample.version


def test_an_annotation_names_its_goal_only_with_evidence_and_outcome(sample: Catalog) -> None:
    for claim in sample.claims:
        node = linked_data.annotation(sample, claim, BASE)
        coded = [each["source"].partition("#")[2] for each in node["body"] if "source" in each]
        assert any(each.startswith("evidence-") for each in coded)
        assert any(each.startswith("outcome-") for each in coded)
        (told,) = [each["value"] for each in node["body"] if each.get("value", "").count("; ") > 3]
        assert f"Goal: {claim.goal or NOT_STATED}; Evidence as stated: " in told


def test_what_an_annotation_points_to_is_in_the_data_set(sample: Catalog, described: Graph) -> None:
    known = {str(each) for each in described.subjects()}
    for claim in sample.claims:
        node = linked_data.annotation(sample, claim, BASE)
        named = [each["source"] for each in node["body"] if "source" in each]
        named.append(node["target"]["source"]["id"])
        assert {each for each in named if "dataset.jsonld#" in each} <= known


def test_the_data_set_says_what_it_is_and_that_no_licence_is_given(
    sample: Catalog, described: Graph
) -> None:
    assert one(described, DATASET, RDF.type) == SCHEMA.Dataset
    assert str(one(described, DATASET, SCHEMA.name)) == TITLE
    assert str(one(described, DATASET, SCHEMA.version)) == sample.version
    assert str(one(described, DATASET, SCHEMA.dateModified)) == sample.date.isoformat()
    assert str(one(described, one(described, DATASET, SCHEMA.creator), SCHEMA.name)) == AUTHORS
    assert UNLICENSED in str(one(described, DATASET, SCHEMA.description))
    assert not list(described.objects(None, SCHEMA.license))
    assert len(list(described.objects(DATASET, SCHEMA.isBasedOn))) == len(sample.sources)


def test_every_vocabulary_is_a_set_of_defined_terms_in_order(described: Graph) -> None:
    sets = set(described.subjects(RDF.type, SCHEMA.DefinedTermSet))
    assert len(sets) == len(VOCABULARIES)
    for vocabulary in VOCABULARIES:
        (about,) = [each for each in sets if str(each).endswith(f"#{vocabulary.name}")]
        terms = sorted(
            described.objects(about, SCHEMA.hasDefinedTerm),
            key=lambda term: int(one(described, term, SCHEMA.position)),
        )
        assert [str(one(described, term, SCHEMA.termCode)) for term in terms] == [
            term.value for term in vocabulary.terms
        ]
        for term, known in zip(terms, vocabulary.terms, strict=True):
            assert str(one(described, term, SCHEMA.description)) == known.definition
            assert one(described, term, SCHEMA.inDefinedTermSet) == about
        assert about in set(described.objects(None, SCHEMA.valueReference))


def test_texts_of_the_table_stay_texts(tmp_path: Path) -> None:
    catalog = load_catalog(write_hostile(tmp_path))
    for claim in catalog.claims:
        found = graph(linked_data.annotation(catalog, claim, BASE))
        assert claim.wording in {str(each) for each in found.objects(None, OA.exact)}
    described = graph(json.loads(linked_data.dataset(View(catalog, base=BASE))))
    assert len(list(described.subjects(RDF.type, SCHEMA.CreativeWork))) == len(catalog.sources)
    assert HOSTILE["script"] not in linked_data.dataset(View(catalog, base=BASE)).decode()


@pytest.fixture
def unpacked(sample: Catalog, tmp_path: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(package.package(View(sample, base=BASE)))) as archive:
        archive.extractall(tmp_path / "package")
    return tmp_path / "package"


def test_the_package_is_a_research_object_that_names_each_of_its_files(
    sample: Catalog, unpacked: Path
) -> None:
    crate = ROCrate(unpacked)
    root = crate.root_dataset
    assert crate.name == root["name"] == TITLE
    assert root["version"] == sample.version
    assert root["datePublished"] == sample.date.isoformat()
    assert UNLICENSED in root["description"]
    assert "license" not in root
    assert crate.get("#contributors")["name"] == AUTHORS
    named = {each.id for each in crate.data_entities}
    there = {each.name for each in unpacked.iterdir()} - {"ro-crate-metadata.json"}
    assert named == there
    assert all(each["encodingFormat"] and each["description"] for each in crate.data_entities)
    assert "terms.csv" not in named


def test_the_package_holds_the_same_description_and_says_how_to_cite(
    sample: Catalog, unpacked: Path
) -> None:
    view = View(sample, base=BASE)
    assert (unpacked / "dataset.jsonld").read_bytes() == linked_data.dataset(view)
    told = (unpacked / "README.md").read_text()
    assert linked_data.cited(view).text in told
    assert UNLICENSED in told
    described = json.loads((unpacked / "datapackage.json").read_text())
    assert UNLICENSED in described["description"]
    assert described["contributors"] == [{"title": AUTHORS, "role": "author"}]
    assert "licenses" not in described
