// Branching, repeats and removed files without leaving the page. The server says which fields are asked
// (the same POST, answered with the part alone); what stands in a field that stays is never touched.
(() => {
  const form = document.querySelector("[data-form]");
  const root = form?.querySelector("[data-fields]");
  if (!root) return;
  let asking = null;

  function typed() {
    const body = new FormData();
    for (const [name, value] of new FormData(form)) if (!(value instanceof File)) body.append(name, value);
    return body;
  }

  async function ask(name, value) {
    asking?.abort();
    asking = new AbortController();
    const body = typed();
    body.append(name, value);
    const answer = await fetch(form.action, {
      method: "POST", body, signal: asking.signal, headers: { "HX-Request": "true" },
    });
    if (!answer.ok || answer.redirected) throw new Error(answer.redirected ? "signed out" : `answered ${answer.status}`);
    return answer.text();
  }

  function merge(here, fresh, replaced) {
    const mine = new Map([...here.children].map((field) => [field.dataset.field, field]));
    const wanted = [...fresh.children].map((field) => {
      const kept = mine.get(field.dataset.field);
      if (!kept || kept === replaced || "calculated" in field.dataset) return field;
      const inner = kept.querySelector("[data-fields]"), freshInner = field.querySelector("[data-fields]");
      if (inner && freshInner) merge(inner, freshInner, replaced);
      return kept;
    });
    for (const field of mine.values()) if (!wanted.includes(field)) field.remove();
    let next = here.firstElementChild;
    for (const field of wanted) {
      if (field === next) next = next.nextElementSibling;
      else here.insertBefore(field, next);
    }
  }

  function show(html, within) {
    const fresh = document.createElement("div");
    fresh.innerHTML = html;
    const replaced = within && [...root.children].find((field) => field.contains(within));
    merge(root, fresh, replaced);
    form.dispatchEvent(new CustomEvent("fields:changed"));
    return replaced && root.querySelector(`[data-field="${CSS.escape(replaced.dataset.field)}"]`);
  }

  function focusIn(field, button) {
    const items = field.querySelectorAll(".item");
    const place = button.name === "_add_item" ? items[items.length - 1] : field;
    (place ?? field).querySelector("input:not([type=hidden]), textarea, button")?.focus();
  }

  form.addEventListener("change", async (event) => {
    if (event.target.type === "file") return;
    if (!event.target.closest("[data-decides]") && !root.querySelector("[data-calculated]")) return;
    try { show(await ask("_show", event.target.name)); } catch { /* つぎへ asks the same */ }
  });

  form.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-part]");
    if (!button || "plain" in button.dataset) return;
    event.preventDefault();
    try {
      const field = show(await ask(button.name, button.value), button);
      if (field) focusIn(field, button);
    } catch (error) {
      // Sign in and come back; leave.js has what was typed.
      if (error.message === "signed out") {
        location.assign(location.pathname);
      } else {
        button.dataset.plain = "";
        button.click();
      }
    }
  });

  form.addEventListener("fields:answer", (event) => {
    // Unless the server has the file now or says why not, it stays chosen and goes along with つぎへ.
    const fresh = new DOMParser().parseFromString(event.detail, "text/html");
    const path = event.target.closest("[data-field]").dataset.field;
    const taken = fresh.querySelector(`[data-field="${CSS.escape(path)}"]`);
    if (!taken?.querySelector(".uploaded, .error")) return;
    const field = show(event.detail, event.target);
    field?.querySelector("input[type=file]")?.focus();
  });
})();
