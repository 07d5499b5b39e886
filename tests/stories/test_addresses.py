"""An address by its postcode, without scripts; the town chosen from the real list of the city (町字, CC BY 4.0)."""

from typing import Any

from tests.stories.walking import inputs

SLUG = "bulky-waste"


def test_an_address_comes_by_its_postcode_and_the_towns_of_the_city_stand_to_choose_from(
    publish: Any, sign_in: Any
) -> None:
    publish(SLUG)
    browser = sign_in(None)
    address = browser.post(f"/apply/{SLUG}/")["Location"]
    page = inputs(browser.get(address).content.decode())
    name = next(one.removesuffix(".postcode") for one in page.names if one.endswith(".postcode"))
    looked = browser.post(address, page.sent | {f"{name}.postcode": "９８６−０８２２", "_lookup": name})
    html = looked.content.decode()
    assert looked.status_code == 200
    found = inputs(html).sent
    assert [found[f"{name}.{part}"] for part in ("prefecture", "city", "town")] == [["宮城県"], ["石巻市"], ["中央"]]
    assert '<option value="向陽町一丁目">' in html
    unknown = browser.post(address, found | {f"{name}.postcode": "000-0000", "_lookup": name}).content.decode()
    assert "見つかりませんでした" in unknown
    assert "<datalist" not in unknown
    # What the postcode before had filled in belongs to another place.
    left = inputs(unknown).sent
    assert [left[f"{name}.{part}"] for part in ("prefecture", "city", "town")] == [[""], [""], [""]]
