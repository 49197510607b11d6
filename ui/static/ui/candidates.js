/* Jobordre på tværs: the search for candidates. Everything works without it, with one press more. */
(function () {
  "use strict";
  const form = document.querySelector("#soeg");
  if (!form) return;

  /* "3 valgt." and "Opfordr 3 kandidater" follow the ticks. */
  const count = () => {
    const n = form.querySelectorAll("input[name=kandidat]:checked").length;
    const said = form.querySelector("[data-chosen]");
    if (said) said.textContent = n ? said.dataset.one.replace("%d", n) : "";
    const invite = form.querySelector("[data-invite]");
    if (!invite) return;
    const texts = invite.dataset;
    invite.querySelector("span").textContent = n === 0 ? texts.none : n === 1 ? texts.one : texts.many.replace("%d", n);
  };
  form.addEventListener("change", (event) => {
    if (event.target.name === "kandidat") count();
  });

  /* Suggestions: down goes into the list, up out of it, Escape closes it; a choice leaves the field empty for the next. */
  const field = (element) => element.closest(".form-group");
  const typing = (group) => group.querySelector("[data-typing]");
  const close = (group) => {
    const box = group.querySelector(".jo-offers-box");
    if (box) box.replaceChildren();
  };
  let pressed = null; // what is being gone to, by pointer or by key
  form.addEventListener("keydown", (event) => {
    const here = event.target;
    const group = here instanceof Element && field(here);
    if (!group || !typing(group)) return;
    const all = Array.from(group.querySelectorAll("[data-offer]"));
    if (event.key === "Escape" && all.length) {
      close(group);
      typing(group).focus();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && all.length) {
      const at = all.indexOf(here) + (event.key === "ArrowDown" ? 1 : -1);
      pressed = at < 0 ? typing(group) : all[Math.min(at, all.length - 1)];
      pressed.focus();
      pressed = null;
      event.preventDefault();
    }
  });
  /* Leaving a field for its own suggestions is no change of the search. */
  form.addEventListener("change", (event) => {
    const group = event.target instanceof Element && field(event.target);
    if (group && typing(group) === event.target && group.contains(pressed)) event.stopPropagation();
  }, true);
  form.addEventListener("pointerdown", (event) => { pressed = event.target; }, true);
  form.addEventListener("click", (event) => {
    const offer = event.target instanceof Element && event.target.closest("[data-offer]");
    pressed = null;
    if (!offer) return;
    const input = typing(field(offer));
    if (input && offer.name === "valg") input.value = "";
    window.setTimeout(() => {
      close(field(input || offer));
      if (input) input.focus();
    });
  });
  form.addEventListener("focusout", (event) => {
    const group = field(event.target);
    if (group && typing(group) && event.relatedTarget && !group.contains(event.relatedTarget)) close(group);
  });

  /* Whoever works by keyboard stays where they were when the page changes under them: in the same field, or at the first
     of the rows that came. */
  let fieldId = "";
  let offered = "";
  let heading = "";
  let pressedMore = false;
  let known = new Set();
  const rows = () => Array.from(form.querySelectorAll("[data-row-link]"));
  document.addEventListener("htmx:beforeSwap", () => {
    const here = document.activeElement;
    const group = here && here.closest("section[aria-labelledby]");
    fieldId = here ? here.id : "";
    offered = here && here.matches("[data-offer]") ? here.value : "";
    pressedMore = here instanceof HTMLButtonElement && Boolean(group);
    heading = group ? group.getAttribute("aria-labelledby") : "";
    known = new Set(rows().map((row) => row.id));
  });
  document.addEventListener("htmx:afterSettle", () => {
    count();
    const came = rows().find((row) => !known.has(row.id) && row.closest("[aria-labelledby='" + heading + "']"));
    // A press for more rows leads to the first that came, also where the button itself is still there.
    if (pressedMore && came) came.focus();
    if (document.activeElement && document.activeElement !== document.body) return;
    const same = offered && Array.from(form.querySelectorAll("[data-offer]")).find((one) => one.value === offered);
    const back = same || (fieldId && document.getElementById(fieldId)) || came;
    if (back) back.focus();
  });
  window.addEventListener("pageshow", count);
  count();
  // The same after a whole new page (the first press comes before htmx): the address names the row.
  const named = window.location.hash.length > 1 && document.getElementById(window.location.hash.slice(1));
  if (named && named.form === form) named.focus();
})();
