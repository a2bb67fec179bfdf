import datetime

import pytest
from django.test import Client
from wagtail.models import Page

from causes.models import Author, Callout, CauseIndexPage, CausePage, PainRegion
from clinic_site.demo.seed import causes as causes_seed
from tests.causes.conftest import NOW

pytestmark = pytest.mark.usefixtures("seeded")

SLUGS = [
    "iliopsoas-syndrome",
    "postural-distortion",
    "piriformis-syndrome",
    "tight-leg-muscles",
    "trigger-points",
    "si-joint-dysfunction",
    "tensor-fascia-lata",
]


def test_the_seven_causes_are_live_in_the_order_of_the_clinics_page() -> None:
    assert [page.slug for page in CausePage.objects.live().order_by("path")] == SLUGS


def test_hub_and_articles_answer_at_their_addresses(client: Client) -> None:
    assert client.get("/lower-back-and-hip-pain/").status_code == 200
    for slug in SLUGS:
        assert client.get(f"/lower-back-and-hip-pain/{slug}/").status_code == 200


def test_seeding_again_changes_nothing() -> None:
    def state() -> list[object]:
        models = (CausePage, CauseIndexPage, PainRegion, Callout, Author)
        return [list(model.objects.order_by("pk").values()) for model in models]

    before = state()
    causes_seed.seed(now=NOW + datetime.timedelta(days=1))
    assert state() == before


def test_seeding_again_leaves_an_edit_alone() -> None:
    page = CausePage.objects.get(slug="trigger-points")
    page.title = "Our own title"
    page.save_revision().publish()
    region = PainRegion.objects.get(key="knee")
    region.label = "Kneecap"
    region.save()
    causes_seed.seed(now=NOW)
    assert CausePage.objects.get(slug="trigger-points").title == "Our own title"
    assert PainRegion.objects.get(key="knee").label == "Kneecap"


def test_a_deleted_article_comes_back_alone() -> None:
    CausePage.objects.get(slug="trigger-points").delete()
    causes_seed.seed(now=NOW)
    assert CausePage.objects.live().count() == 7


def test_review_dates_count_from_the_day_of_seeding() -> None:
    page = CausePage.objects.get(slug="piriformis-syndrome")
    assert page.last_reviewed is not None
    assert page.next_review is not None
    assert page.last_reviewed < NOW.date() < page.next_review


def test_every_seeded_body_is_kept_rendered() -> None:
    assert not CausePage.objects.filter(rendered_by="").exists()


def test_seeded_pages_pass_the_editors_own_validation() -> None:
    for page in CausePage.objects.all():
        page.full_clean()
        body = page._meta.get_field("body").stream_block
        body.clean(page.body)


def test_an_intake_page_is_connected_where_none_was_chosen() -> None:
    home = Page.objects.get(depth=2)
    causes_seed.connect_intake(home)
    assert CauseIndexPage.objects.get().intake_page == home
    causes_seed.connect_intake(CausePage.objects.first())
    assert CauseIndexPage.objects.get().intake_page == home


def test_related_links_are_those_the_clinics_page_states() -> None:
    links = {
        page.slug: {row.related.slug for row in page.related_causes.all()}
        for page in CausePage.objects.all()
    }
    assert {"si-joint-dysfunction", "trigger-points"} <= links["postural-distortion"]
    assert "trigger-points" in links["iliopsoas-syndrome"]
    assert "postural-distortion" in links["si-joint-dysfunction"]
    assert "iliopsoas-syndrome" in links["trigger-points"]
    assert "piriformis-syndrome" in links["trigger-points"]
