// While a machine is at work on the case: looks now and then, and shows the page anew when something has happened.
(() => {
  const place = document.querySelector("[data-wait]");
  let looks = 0;
  async function look() {
    looks += 1;
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
    if (answer?.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (page.querySelector("[data-wait]")?.dataset.wait !== place.dataset.wait) {
        location.reload();
        return;
      }
    }
    if (looks < 20) setTimeout(look, 3000);
  }
  setTimeout(look, 1500);
})();
