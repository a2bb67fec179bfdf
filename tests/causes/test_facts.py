"""Every fact of the clinic's own page is in the article it belongs to, as an idea and not a quote.

A fact is a list of ideas; an idea is found when one of its words (a regular expression) is.
"""

import re

import pytest
from django.test import Client

from causes.models import CausePage

pytestmark = pytest.mark.usefixtures("seeded")

HUB = "hub"
FACTS: list[tuple[str, str, list[str]]] = [
    (HUB, "low back and hip pain come together", ["together|same time", "low back.*hip"]),
    (HUB, "guidance by physicians falls short", ["guidance", "physicians", "relief that lasts"]),
    (HUB, "scans come back clean", ["x-ray", "mri", "clean|nothing"]),
    (HUB, "only physical therapy is left to offer", ["nothing to offer", "physical therapy"]),
    (HUB, "exercises can aggravate", ["exercises? can aggravate"]),
    (HUB, "each article says what to be careful with", ["what to be careful with"]),
    (HUB, "the outside of the hip, near the hip bone", ["outside of the hip, near the hip bone"]),
    (HUB, "around into the gluteals", ["around the hip", "gluteals"]),
    (HUB, "more than one area at once", ["more than one area at once"]),
    (HUB, "the hip joint itself and the buttocks", ["hip joint itself", "buttocks"]),
    (HUB, "the SI joint, stuck or opposite", ["si joint.*stuck.*opposite"]),
    (HUB, "down the leg, the lower back", ["down the leg", "lower back"]),
    (HUB, "pain is a moving target", ["moving target"]),
    (HUB, "compensation never stops", ["compensation", "never stops", "keep adjusting"]),
    (HUB, "posture makes muscles adjust", ["twisted posture"]),
    (HUB, "every cause has an article", ["seven", "full article"]),
    (HUB, "the book", ["healing the hidden root of pain"]),
    (HUB, "the stretching guide", ["stretching blueprint for pain relief and better flexibility"]),
    (HUB, "who writes", ["neuromuscular therapist & pain relief researcher"]),
    (HUB, "founder", ["founder of lower back pain answers"]),
    (HUB, "ways on", ["return to top", "causes index", "home page"]),
    ("iliopsoas-syndrome", "two muscles", ["iliacus", "psoas", "two muscles"]),
    ("iliopsoas-syndrome", "the main hip flexors", ["main hip flexors"]),
    ("iliopsoas-syndrome", "tightness, ischemia, pain", ["tight", "ischemia", "hurt|pain"]),
    ("iliopsoas-syndrome", "trigger points and the name", ["trigger points", "iliopsoas syndrome"]),
    ("postural-distortion", "torsion of the pelvis", ["torsion", "pelvis"]),
    ("postural-distortion", "chronic compensation", ["compensation", "low back and hip"]),
    ("postural-distortion", "functional leg length", ["functional leg-length"]),
    ("postural-distortion", "bracing against gravity", ["gravity", "brace", "upright"]),
    ("postural-distortion", "ischemia, active points", ["ischemia", "active trigger points"]),
    ("piriformis-syndrome", "the nerve is trapped", ["sciatic nerve", "trap", "tight"]),
    ("piriformis-syndrome", "buttocks", ["buttock"]),
    ("piriformis-syndrome", "also the hip joint", ["many people also feel it into the hip joint"]),
    ("tight-leg-muscles", "most frequent", ["one of the most frequent contributors"]),
    ("tight-leg-muscles", "easiest to remedy", ["one of the easiest to remedy"]),
    ("tight-leg-muscles", "compensation", ["compensation", "low back and hip"]),
    ("tight-leg-muscles", "toe touch", ["cannot touch your toes", "hamstrings are likely tight"]),
    ("tight-leg-muscles", "cross-legged", ["cannot sit cross-legged on the ground", "hip muscles"]),
    ("trigger-points", "quadratus lumborum, gluteals", ["quadratus lumborum", "gluteals"]),
    ("trigger-points", "piriformis and deep rotators", ["piriformis", "deep rotators"]),
    ("trigger-points", "iliopsoas", ["iliopsoas"]),
    ("trigger-points", "significant pain", ["significant low back and hip pain"]),
    ("trigger-points", "moving pain", ["pain that moves can mean several active muscles"]),
    ("trigger-points", "a confusing picture", ["confus", "comes and goes|never looks the same"]),
    ("si-joint-dysfunction", "one joint stuck", ["stuck", "stops moving"]),
    ("si-joint-dysfunction", "often by torsion", ["torsion", "often"]),
    ("si-joint-dysfunction", "low back and hip pain", ["low back and hip pain"]),
    ("si-joint-dysfunction", "the stuck side hurts", ["sometimes the stuck joint hurts"]),
    ("si-joint-dysfunction", "or the loose one", ["opposite", "too loose", "main source"]),
    ("tensor-fascia-lata", "tight, short, overworking", ["too tight and short", "overwork"]),
    ("tensor-fascia-lata", "often a mystery", ["significant", "myster"]),
    ("tensor-fascia-lata", "seems the joint", ["seems to come from the hip joint itself"]),
    ("tensor-fascia-lata", "one of many misdirections", ["one of many misdirections"]),
    ("tensor-fascia-lata", "wraps round", ["wrap around the hip"]),
    ("tensor-fascia-lata", "shoots", ["gluteals", "si joint", "shoot"]),
    ("tensor-fascia-lata", "down the leg", ["travel down the leg"]),
]
SLUGS = sorted({slug for slug, _fact, _ideas in FACTS} - {HUB})
# Law: education, not a diagnosis; no chance in figures.
NEVER = [r"\d\s?%", r"\bplease\b", r"\boops\b", r"\byou have (piriformis|iliopsoas|si joint)"]


def words_of(client: Client, slug: str) -> str:
    """The text of the page as it is served, in one line of small letters."""
    address = "/lower-back-and-hip-pain/" + ("" if slug == HUB else f"{slug}/")
    html = client.get(address).content.decode()
    text = re.sub(r"<(?:script|svg)\b.*?</(?:script|svg)>|<[^>]+>", " ", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", text.replace("&amp;", "&").replace("&#x27;", "'")).lower()


def test_every_fact_of_the_clinics_page_is_on_its_page(client: Client) -> None:
    words = {slug: words_of(client, slug) for slug in [HUB, *SLUGS]}
    missing = [
        (slug, fact, idea)
        for slug, fact, ideas in FACTS
        for idea in ideas
        if not re.search(idea, words[slug])
    ]
    assert missing == []


def test_an_article_has_every_part(client: Client) -> None:
    least = {"section": 4, "self_test": 2, "misleads": 1, "caution": 1, "exercise": 3}
    for page in CausePage.objects.all():
        kinds = [block.block_type for block in page.body]
        assert all(kinds.count(kind) >= number for kind, number in least.items()), page.slug
        levels = [b.value["level"] for b in page.body if b.block_type == "care_card"]
        assert levels == ["emergency", "urgent", "calm"], page.slug
        assert all([page.sources, page.regions, page.regions_note, page.image_credit]), page.slug


def test_the_clinics_borrowed_pictures_are_not_credited(client: Client) -> None:
    assert not [slug for slug in [HUB, *SLUGS] if "biodigital" in words_of(client, slug)]


def test_every_exercise_and_check_says_when_to_stop() -> None:
    for page in CausePage.objects.all():
        for block in page.body:
            if block.block_type in ("exercise", "self_test"):
                assert block.value["stop_if"], block.value["title"]
            if block.block_type == "exercise":
                assert block.value["dose"], block.value["title"]


def test_no_page_diagnoses_or_names_a_chance(client: Client) -> None:
    for slug in [HUB, *SLUGS]:
        words = words_of(client, slug)
        assert [wrong for wrong in NEVER if re.search(wrong, words)] == [], slug


def test_an_article_takes_about_five_minutes() -> None:
    for page in CausePage.objects.all():
        words = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", page.rendering["body"], flags=re.DOTALL)
        assert 900 <= len(words.split()) <= 1500, page.slug
