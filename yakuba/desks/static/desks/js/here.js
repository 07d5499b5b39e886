// いまいる場所を使う: shown where the browser can tell the place, and asked only when pressed.
(() => {
  if (!navigator.geolocation) return;
  const reveal = () => document.querySelectorAll("[data-here]").forEach((button) => { button.hidden = false; });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-here]");
    if (!button) return;
    const box = button.closest("[data-place]");
    const live = box.querySelector("[role=status]");
    const put = (name, degrees) => {
      const input = box.querySelector(`[name$=".${name}"]`);
      input.value = degrees.toFixed(6);
      input.dispatchEvent(new Event("input", { bubbles: true }));
    };
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      put("lat", coords.latitude);
      put("lon", coords.longitude);
      live.textContent = live.dataset.said;
    }, () => { live.textContent = live.dataset.none; }, { enableHighAccuracy: true, timeout: 15000 });
  });

  document.querySelector("[data-form]")?.addEventListener("fields:changed", reveal);
  reveal();
})();
