/* Jobordre på tværs: three conveniences of the order forms. Without them the pages work, with one press more. */
(function () {
  "use strict";

  /* Enter in the look-up field looks up, and does not send the form around it. */
  let typedAt = 0;
  let wantedAt = 0; // when somebody last asked for something else to be found
  document.addEventListener("input", (event) => {
    if (event.target instanceof Element && event.target.matches("#company-lookup")) typedAt = wantedAt = Date.now();
  });
  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.key !== "Enter" || event.isComposing || !(field instanceof Element)) return;
    if (!field.matches("#company-lookup")) return;
    event.preventDefault();
    // What was typed just now is being looked up already: a second question would only break the first one off.
    const asked = field.classList.contains("htmx-request") || Date.now() - typedAt < 500;
    // While htmx is on its way the look-up is too: a page of its own would come in the middle of what is done next.
    if (!window.htmx) {
      if (!document.documentElement.dataset.htmx) field.form.querySelector("button[name=find]").click();
    } else if (!asked) {
      wantedAt = Date.now();
      field.dispatchEvent(new Event("search", { bubbles: true }));
    }
  });

  /* Who has chosen among what was found keeps the choice: an answer to what was typed before it comes too late, whenever
     it was asked for. Nor does one replace what is being pressed at this moment; it is asked for again if nothing was
     chosen. */
  let chosenAt = -1;
  let isPressed = false;
  let missed = null;
  document.addEventListener("change", (event) => {
    if (event.target instanceof Element && event.target.closest("#company-results")) chosenAt = Date.now();
  });
  document.addEventListener("pointerdown", (event) => {
    isPressed = event.target instanceof Element && Boolean(event.target.closest("#company-results"));
  });
  const released = () => setTimeout(() => {
    const field = missed;
    isPressed = false;
    missed = null;
    if (field && chosenAt < wantedAt) field.dispatchEvent(new Event("search", { bubbles: true }));
  }, 0);
  document.addEventListener("pointerup", released);
  document.addEventListener("pointercancel", released);
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target.id !== "company-results") return;
    if (isPressed) missed = document.getElementById("company-lookup");
    if (isPressed || chosenAt >= wantedAt) event.detail.shouldSwap = false;
  });

  /* The button names who is chosen: data-names="Send til %s", data-names-fields="other to" (the first that has a value). */
  document.querySelectorAll("button[data-names]").forEach((button) => {
    const form = button.form;
    const text = button.querySelector("span") || button;
    const unnamed = text.textContent;
    const chosen = () => {
      for (const name of button.dataset.namesFields.split(" ")) {
        const field = form.elements[name];
        if (!field || !field.value) continue;
        if (field instanceof HTMLSelectElement) return field.selectedOptions[0].textContent;
        const radio = Array.from(form.querySelectorAll("input[name=" + name + "]")).find((one) => one.checked);
        const label = radio && radio.labels[0];
        if (label) return (label.querySelector("strong") || label).textContent;
      }
      return "";
    };
    const show = () => {
      const name = chosen().trim();
      text.textContent = name ? button.dataset.names.replace("%s", name) : unnamed;
    };
    form.addEventListener("change", show);
    window.addEventListener("pageshow", show);
    show();
  });
})();
