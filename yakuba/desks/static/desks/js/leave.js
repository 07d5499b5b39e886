// What was typed survives an ended session or a lost connection: it is kept in this tab until the server has it.
(() => {
  const page = document.querySelector("[data-leave]");
  if (!page) return;
  const PREFIX = "typed:";
  const key = PREFIX + page.dataset.leave;
  const form = page.matches("form") ? page : null;

  // A page that is not the one just sent means that the server took the answers.
  const sent = sessionStorage.getItem("sent");
  if (sent && sent !== key) {
    sessionStorage.removeItem(sent);
    sessionStorage.removeItem("sent");
  }
  if (!form) {
    Object.keys(sessionStorage).filter((name) => name.startsWith(PREFIX)).forEach((name) => sessionStorage.removeItem(name));
    return;
  }

  const inputs = () => [...form.elements].filter((one) =>
    one.name && !one.name.startsWith("_") && !["hidden", "file", "submit", "button"].includes(one.type));
  const marks = (one) => one.type === "radio" || one.type === "checkbox";
  const id = (one) => (marks(one) ? `${one.name}=${one.value}` : one.name);

  function keep() {
    const typed = Object.fromEntries(inputs().map((one) => [id(one), marks(one) ? one.checked : one.value]));
    sessionStorage.setItem(key, JSON.stringify(typed));
  }

  function restore() {
    const typed = JSON.parse(sessionStorage.getItem(key) ?? "{}");
    const changed = inputs().filter((one) => id(one) in typed && typed[id(one)] !== (marks(one) ? one.checked : one.value));
    for (const one of changed) {
      if (marks(one)) one.checked = typed[id(one)];
      else one.value = typed[id(one)];
    }
    for (const one of changed) if (one.closest("[data-decides]")) one.dispatchEvent(new Event("change", { bubbles: true }));
    return changed.length;
  }

  const shows = (name, shown) => { const box = form.querySelector(`[data-${name}]`); if (box) box.hidden = !shown; };

  let restoring = restore() > 0;
  if (restoring) shows("restored", true);
  if (sent === key) sessionStorage.removeItem("sent");
  form.addEventListener("fields:changed", () => { if (restoring) restore(); else keep(); });
  form.addEventListener("input", () => {
    restoring = false;
    keep();
  });
  form.addEventListener("submit", (event) => {
    if (!navigator.onLine) {
      event.preventDefault();
      shows("offline", true);
      form.querySelector("[data-offline]")?.scrollIntoView({ block: "center" });
      return;
    }
    // A removed item moves the names of those after it: what was kept would land in the wrong place.
    if (event.submitter?.name.startsWith("_remove")) sessionStorage.removeItem(key);
    else keep();
    sessionStorage.setItem("sent", key);
  });
  window.addEventListener("online", () => shows("offline", false));
})();
