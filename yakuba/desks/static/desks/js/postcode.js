// 住所をさがす: fills prefecture, city and town from the postcode and says so; without script the same button posts.
(() => {
  const part = (box, name) => box.querySelector(`[name$=".${name}"]`);

  function fill(box, town) {
    for (const name of ["prefecture", "city", "town"]) {
      const input = part(box, name);
      input.value = town[name];
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }
    part(box, "block").focus();
  }

  function offer(box, live, towns) {
    live.textContent = live.dataset.several;
    for (const town of towns) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button plain small";
      button.textContent = town.town;
      button.addEventListener("click", () => {
        fill(box, town);
        live.textContent = live.dataset.said;
      });
      live.append(" ", button);
    }
  }

  async function look(box) {
    const code = part(box, "postcode").value.normalize("NFKC").replace(/\D/g, "");
    const live = box.querySelector("[role=status]");
    const answer = await fetch(`${box.dataset.postcode}?code=${encodeURIComponent(code)}`);
    if (!answer.ok) throw new Error(`postcode not answered: ${answer.status}`);
    const towns = await answer.json();
    if (towns.length > 1) return offer(box, live, towns);
    live.textContent = towns.length ? live.dataset.said : live.dataset.none;
    if (towns.length) return fill(box, towns[0]);
    // What an earlier postcode filled in belongs to another place.
    for (const name of ["prefecture", "city", "town"]) {
      part(box, name).value = "";
      part(box, name).dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[name=_lookup]");
    const box = button?.closest("[data-postcode]");
    if (!box || "plain" in button.dataset) return;
    event.preventDefault();
    try {
      await look(box);
    } catch {
      button.dataset.plain = "";
      button.click();
    }
  });
})();
