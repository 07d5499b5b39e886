// パスキー: shown where the browser knows them; a refusal by the device is said on the page, not only in the console.
(() => {
  if (window.PublicKeyCredential) {
    document.querySelectorAll("[data-passkey]").forEach((part) => { part.hidden = false; });
  }
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    document.querySelectorAll("[data-passkey-error]").forEach((line) => { line.hidden = false; });
  });
})();
