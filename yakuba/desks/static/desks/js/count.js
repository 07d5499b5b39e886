// Counts what is written in a long text; nothing is cut off.
(() => {
  const tell = (area) => {
    const line = area.parentElement.querySelector(".count");
    if (line) line.textContent = `${[...area.value].length} / ${area.dataset.most}`;
  };
  document.addEventListener("input", (event) => { if (event.target.dataset.most) tell(event.target); });
  document.querySelectorAll("textarea[data-most]").forEach(tell);
})();
