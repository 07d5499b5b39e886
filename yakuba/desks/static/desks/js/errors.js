// After a page came back with errors the reader starts at their list, and its links lead into the inputs.
(() => {
  document.querySelector("[data-wrongs] h2")?.focus();
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-wrongs] a");
    const input = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!input) return;
    event.preventDefault();
    input.focus();
    input.closest("[data-field]")?.scrollIntoView({ block: "start" });
  });
})();
