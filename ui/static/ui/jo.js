/* Jobordre på tværs: small conveniences on top of pages that work without them. No dependencies, no inline styles. */
(function () {
  "use strict";
  const $ = (selector, root) => (root || document).querySelector(selector);
  // With a root, the root itself counts too: htmx announces each element it has put in.
  const $$ = (selector, root) => {
    const found = Array.from((root || document).querySelectorAll(selector));
    return root instanceof Element && root.matches(selector) ? [root, ...found] : found;
  };
  const remember = (store, key, value) => {
    // Storage can be refused (private window, policy): then nothing is remembered, and nothing breaks.
    try {
      if (value === undefined) return store().getItem(key);
      store().setItem(key, value);
    } catch (error) {
      return null;
    }
    return value;
  };
  const local = () => window.localStorage;
  const session = () => window.sessionStorage;

  /* ---- Phone menu: the link to the footer's list becomes a button that unfolds the header's ---------------- */
  const header = $("[data-header]");
  const menuLink = $("[data-menu-button]");
  const menu = $("#header-menu");
  if (header && menuLink && menu) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = menuLink.className;
    button.append(...menuLink.childNodes);
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-controls", menu.id);
    menuLink.replaceWith(button);
    const toggle = (open) => {
      header.classList.toggle("jo-header--open", open);
      button.setAttribute("aria-expanded", String(open));
    };
    button.addEventListener("click", () => toggle(button.getAttribute("aria-expanded") !== "true"));
    header.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && button.getAttribute("aria-expanded") === "true") {
        toggle(false);
        button.focus();
      }
    });
  }

  /* ---- Organisation switcher: closes on Escape and on a click elsewhere ------------------------------------- */
  $$("details[data-switch]").forEach((details) => {
    document.addEventListener("click", (event) => {
      if (!details.contains(event.target)) details.open = false;
    });
    details.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && details.open) {
        details.open = false;
        $("summary", details).focus();
      }
    });
  });

  /* ---- Shortcuts: J and K choose a row, R presses its button, / goes to the search -------------------------- */
  const keys = $("[data-keys]");
  let keysOn = remember(local, "jo-keys") !== "off";
  if (keys) {
    keys.hidden = false;
    const button = $("[data-keys-toggle]", keys);
    const show = () => {
      keys.classList.toggle("jo-keys--off", !keysOn);
      button.textContent = keysOn ? button.dataset.off : button.dataset.on;
    };
    button.addEventListener("click", () => {
      keysOn = !keysOn;
      remember(local, "jo-keys", keysOn ? "on" : "off");
      show();
    });
    show();
  }
  const rows = () => $$("[data-row]").filter((row) => row.offsetParent !== null);
  const select = (row) => {
    $$("[data-row].is-selected").forEach((other) => other.classList.remove("is-selected"));
    if (!row) return;
    row.classList.add("is-selected");
    const link = $("[data-row-link]", row);
    if (link) link.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };
  const typing = (element) => element.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
  document.addEventListener("keydown", (event) => {
    if (!keysOn || !keys || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target instanceof Element && typing(event.target)) return;
    const key = event.key.toLowerCase();
    const selected = $("[data-row].is-selected");
    if (key === "j" || key === "k") {
      const all = rows();
      if (!all.length) return;
      const at = all.indexOf(selected);
      const next = key === "j" ? Math.min(at + 1, all.length - 1) : Math.max(at - 1, 0);
      select(all[next]);
      event.preventDefault();
    } else if (key === "r" && selected) {
      const action = $("[data-row-action]", selected);
      if (action) action.click();
      event.preventDefault();
    } else if (key === "/") {
      const search = $("[data-search]");
      if (search && search.offsetParent !== null) {
        search.focus();
        event.preventDefault();
      }
    }
  });

  /* ---- Explanations stay open as they were left, in this window --------------------------------------------- */
  const openDetails = (root) => {
    $$("details[data-remember]", root).forEach((details) => {
      const key = "jo-open-" + location.pathname + "-" + details.dataset.remember;
      const was = remember(session, key);
      if (was === "1" || was === "0") details.open = was === "1";
      details.addEventListener("toggle", () => remember(session, key, details.open ? "1" : "0"));
    });
  };

  /* ---- Undo: counts down in sight, silently for screen readers, then the offer goes away ---------------------- */
  const countDown = (root) => {
    $$("[data-undo]", root).forEach((bar) => {
      const form = $("form", bar);
      const number = $("[data-undo-count]", bar);
      if (!form || !number || bar.dataset.counting) return;
      bar.dataset.counting = "yes";
      const end = Date.now() + Number(bar.dataset.undo) * 1000;
      const tick = () => {
        const left = Math.ceil((end - Date.now()) / 1000);
        if (left <= 0) {
          const had = form.contains(document.activeElement);
          form.remove();
          if (had) {
            bar.tabIndex = -1;
            bar.focus();
          }
          return;
        }
        number.textContent = " (" + left + ")";
        window.setTimeout(tick, 250);
      };
      tick();
    });
  };

  /* ---- Pick panel: the button counts the choice; with nothing chosen it explains instead of sending ------------- */
  const pickPanels = (root) => {
    $$("[data-pick]", root).forEach((panel) => {
      const boxes = $$("input[type=checkbox]", panel);
      const label = $("[data-pick-label]", panel);
      const error = $("[data-pick-error]", panel);
      const count = () => boxes.filter((box) => box.checked).length;
      const show = () => {
        const n = count();
        const texts = panel.dataset;
        label.textContent = n === 0 ? texts.pickNone : n === 1 ? texts.pickOne : texts.pickMany.replace("%d", n);
        if (n) error.hidden = true;
      };
      panel.addEventListener("change", show);
      show();
      const form = panel.closest("form");
      if (form) {
        form.addEventListener("submit", (event) => {
          // A panel that was swapped away is not asked, and a button that only shows more sends nothing.
          if (count() || !panel.isConnected || (event.submitter && event.submitter.formNoValidate)) return;
          event.preventDefault();
          event.stopImmediatePropagation();
          error.textContent = panel.dataset.pickExplain;
          error.hidden = false;
          error.setAttribute("role", "alert");
          if (boxes[0]) boxes[0].focus();
        });
      }
    });
  };

  /* ---- Range inputs show their value -------------------------------------------------------------------------- */
  const ranges = (root) => {
    $$("input[type=range]", root).forEach((range) => {
      const output = range.form && $('output[for="' + range.id + '"]', range.form);
      if (!output) return;
      const show = () => (output.textContent = (output.dataset.unit || "%d").replace("%d", range.value));
      range.addEventListener("input", show);
      show();
    });
  };

  /* ---- "Andet": its text is shown with its tick. Hidden, it is kept and sent; the form says that it was hidden ----- */
  const ticksWithText = (root) => {
    $$("[data-with-tick]", root).forEach((part) => {
      const box = document.getElementById(part.dataset.withTick);
      if (!box) return;
      const show = () => (part.hidden = !box.checked);
      const field = $("input", part);
      // A text that stands there without its tick was written without this script: it means the tick.
      if (field && field.value.trim() && !$("[data-ticks-hide]", box.form).value) box.checked = true;
      box.addEventListener("change", show);
      show();
    });
    $$("[data-ticks-hide]", root).forEach((field) => (field.value = "1"));
  };

  /* ---- A form is sent once: a second press while the first is on its way does nothing --------------------------- */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    if (event.submitter) event.submitter.setAttribute("aria-disabled", "true");
  });
  window.addEventListener("pageshow", () => {
    $$("form[data-sent]").forEach((form) => {
      delete form.dataset.sent;
      $$("[aria-disabled=true]", form).forEach((button) => button.removeAttribute("aria-disabled"));
    });
  });

  /* ---- What takes its time says so: after half a second, and how long it has been ---------------------------------- */
  let waiting = 0;
  document.addEventListener("submit", (event) => {
    const note = event.target.dataset.wait && document.getElementById(event.target.dataset.wait);
    if (event.defaultPrevented || !note || waiting) return;
    const began = Date.now();
    const seconds = $("[data-wait-seconds]", note);
    event.target.setAttribute("aria-busy", "true");
    waiting = window.setInterval(() => {
      const gone = Math.floor((Date.now() - began) / 1000);
      note.hidden = false;
      seconds.textContent = gone > 1 ? seconds.dataset.text.replace("%d", gone) : "";
    }, 500);
  });
  window.addEventListener("pageshow", () => {
    window.clearInterval(waiting);
    waiting = 0;
    $$("form[data-wait]").forEach((form) => {
      form.removeAttribute("aria-busy");
      document.getElementById(form.dataset.wait).hidden = true;
    });
  });

  /* ---- Passkeys: offered only where the browser can; a refusal is told in words ------------------------------------ */
  if (window.PublicKeyCredential) $$("[data-needs-passkey]").forEach((form) => (form.hidden = false));
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    $$("[data-passkey-error]").forEach((error) => (error.hidden = false));
  });

  const enhance = (root) => {
    openDetails(root);
    countDown(root);
    pickPanels(root);
    ranges(root);
    ticksWithText(root);
  };
  enhance(document);
  document.addEventListener("htmx:load", (event) => {
    if (event.target !== document.body) enhance(event.target);
  });

  /* ---- htmx: fetched when a field that asks the server is first touched; what happened until it came is told to it --- */
  const htmxAddress = $("meta[name=jo-htmx]");
  if (htmxAddress) {
    const missed = new Map();
    const touched = ["focusin", "input", "change"];
    let script = null;
    const onTouch = (event) => {
      const field = event.target;
      if (!(field instanceof Element) || !field.closest("[hx-get]")) return;
      // "search" rather than "input": htmx counts a text as changed only from what it was when htmx came.
      if (event.type !== "focusin") missed.set(field, event.type === "input" ? "search" : event.type);
      if (script) return;
      script = document.createElement("script");
      script.src = htmxAddress.content;
      document.documentElement.dataset.htmx = "coming"; // whoever waits for it need not do without
      script.addEventListener("load", () => {
        touched.forEach((type) => document.removeEventListener(type, onTouch));
        missed.forEach((type, one) => one.dispatchEvent(new Event(type, { bubbles: true })));
      });
      script.addEventListener("error", () => {
        script.remove();
        delete document.documentElement.dataset.htmx;
        script = null; // the next touch tries again; the button works all the while
      });
      // Between the parsed page and the loaded one htmx would wait for an event that has been.
      if (document.readyState === "complete") document.head.append(script);
      else window.addEventListener("load", () => document.head.append(script), { once: true });
    };
    touched.forEach((type) => document.addEventListener(type, onTouch));
  }

  const summary = $("[data-error-summary]");
  if (summary) summary.focus();
})();
