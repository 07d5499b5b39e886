// j and k walk through the inbox, x chooses a row, / goes to the search, a and b to a button that they never press. They can be switched off (WCAG 2.1.4).
(() => {
  const OFF = "keys-off";
  const notes = document.querySelectorAll("[data-keys-note]");
  const toggles = document.querySelectorAll("[data-keys-off]");
  const words = toggles[0]?.textContent;
  const off = () => localStorage.getItem(OFF) === "1";

  function show() {
    notes.forEach((note) => { note.hidden = false; });
    toggles.forEach((toggle) => { toggle.textContent = off() ? toggle.dataset.on : words; });
  }

  function walk(step) {
    const items = [...document.querySelectorAll("[data-key-item]")];
    const at = items.indexOf(document.activeElement);
    items[Math.min(items.length - 1, Math.max(0, at + step))]?.focus();
  }

  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-keys-off]")) return;
    localStorage.setItem(OFF, off() ? "0" : "1");
    show();
  });

  document.addEventListener("keydown", (event) => {
    if (off() || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select")) return;
    if (event.key === "/") event.preventDefault();
    if (event.key === "x") document.activeElement.closest("tr")?.querySelector("[type=checkbox]")?.click();
    const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (target?.matches("a")) target.click();
    else if (target) target.focus();
    else if (event.key === "j") walk(1);
    else if (event.key === "k") walk(-1);
  });
  show();
})();
