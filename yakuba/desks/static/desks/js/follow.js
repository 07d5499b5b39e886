// Pages turned together: asks every few seconds which page is shown, and goes there for whoever wants to be taken along.
(() => {
  const place = document.querySelector("[data-follow]");
  if (!place) return;
  const label = place.querySelector("label"), box = label.querySelector("input"), KEY = "follows-" + place.dataset.follow;
  let etag = "";
  label.hidden = false;
  box.checked = sessionStorage.getItem(KEY) === "1";
  box.addEventListener("change", () => {
    sessionStorage.setItem(KEY, box.checked ? "1" : "");
    etag = "";
    place.dataset.turn = "-1";
    ask();
  });

  async function ask() {
    if (!box.checked || document.hidden) return;
    try {
      const answer = await fetch(place.dataset.follow, { headers: etag ? { "If-None-Match": etag } : {}, cache: "no-store" });
      if (answer.status !== 200) return;
      etag = answer.headers.get("ETag") || "";
      const shown = await answer.json();
      if (shown.url && String(shown.turn) !== place.dataset.turn) location.assign(shown.url);
      else place.dataset.turn = shown.turn;
    } catch {
      // The network is away for a moment; the next turn asks again.
    }
  }

  setInterval(ask, 3000);
  document.addEventListener("visibilitychange", ask);
  ask();
})();
