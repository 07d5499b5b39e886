// Files: too large is said before anything is sent; then each goes up at once, with its progress.
(() => {
  const form = document.querySelector("[data-form]");
  if (!form || !window.XMLHttpRequest) return;

  function tooLarge(box, input) {
    const most = Number(box.dataset.maxBytes) || Infinity;
    return [...input.files].filter((file) => file.size > most).map((file) => file.name);
  }

  function send(box, input) {
    const body = new FormData(form);
    body.append("_upload", input.name);
    const bar = box.querySelector("progress"), live = box.querySelector("[role=status]");
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("HX-Request", "true");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = (100 * event.loaded) / event.total;
    });
    request.addEventListener("load", () => {
      bar.hidden = true;
      live.textContent = "";
      if (request.status === 200 && !request.responseURL.includes("/account/")) {
        input.dispatchEvent(new CustomEvent("fields:answer", { bubbles: true, detail: request.responseText }));
      }
    });
    request.addEventListener("error", () => { bar.hidden = true; live.textContent = ""; });
    bar.value = 0;
    bar.hidden = false;
    live.textContent = box.dataset.sending;
    request.send(body);
  }

  form.addEventListener("change", (event) => {
    const input = event.target;
    const box = input.type === "file" && input.closest("[data-upload]");
    if (!box || !input.files.length) return;
    const large = tooLarge(box, input);
    const live = box.querySelector("[role=status]");
    live.classList.toggle("bad", large.length > 0);
    if (large.length) {
      input.value = "";
      live.textContent = `＊${box.dataset.tooLarge}${large.join("、")}`;
      return;
    }
    send(box, input);
  });
})();
