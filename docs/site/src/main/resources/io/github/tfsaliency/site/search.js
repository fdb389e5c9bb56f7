/* The search: lunr over the entries of search-entries.js, both loaded at the first key. No request
   leaves the site, and none is needed that a page opened from a disk may not make. */
(function () {
  "use strict";
  const root = document.currentScript.dataset.root;
  const form = document.getElementById("search");
  const field = form.elements.q;
  const results = document.getElementById("results");
  const most = 12;
  let index;

  function load(file) {
    return new Promise(function (done, failed) {
      const script = document.createElement("script");
      script.src = root + "assets/" + file;
      script.onload = done;
      script.onerror = failed;
      document.head.append(script);
    });
  }

  function indexed() {
    index ??= Promise.all([load("lunr.js"), load("search-entries.js")]).then(function () {
      return lunr(function () {
        this.field("p", { boost: 3 });
        this.field("h", { boost: 6 });
        this.field("x");
        window.tfSaliencySearch.forEach((entry, i) => this.add({ id: i, ...entry }));
      });
    });
    return index;
  }

  function found(lunrIndex, text) {
    const words = lunr.tokenizer(text).map(lunr.trimmer).map(lunr.stemmer).map(String);
    const known = words.filter((word) => word);
    // Lunr drops the end of a word only where no wildcard stands, so this is done above.
    const begin = { usePipeline: false, wildcard: lunr.Query.wildcard.TRAILING };
    const run = (presence) =>
      lunrIndex.query((query) => known.forEach((word) => query.term(word, { ...begin, presence })));
    if (known.length === 0) {
      return [];
    }
    const all = run(lunr.Query.presence.REQUIRED);
    return all.length > 0 ? all : run(lunr.Query.presence.OPTIONAL);
  }

  function excerpt(text, words) {
    const low = text.toLowerCase();
    const at = Math.max(0, Math.min(...words.map((word) => low.indexOf(word)).filter((i) => i >= 0)));
    const from = Number.isFinite(at) && at > 60 ? text.lastIndexOf(" ", at - 50) + 1 : 0;
    return (from > 0 ? "… " : "") + text.slice(from, from + 190);
  }

  function marked(text, words) {
    const node = document.createElement("small");
    const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    text.split(new RegExp("(" + escaped.join("|") + ")", "i")).forEach(function (part, i) {
      const piece = i % 2 ? document.createElement("mark") : document.createTextNode(part);
      if (i % 2) {
        piece.textContent = part;
      }
      node.append(piece);
    });
    return node;
  }

  function line(entry, words) {
    const link = document.createElement("a");
    link.href = root + entry.u;
    const title = document.createElement("b");
    title.textContent = entry.h === entry.p ? entry.p : entry.p + " › " + entry.h;
    link.append(title, marked(excerpt(entry.x, words), words));
    return link;
  }

  function search() {
    const text = field.value.trim();
    if (text === "") {
      results.hidden = true;
      return;
    }
    indexed().then(function (lunrIndex) {
      if (text !== field.value.trim()) {
        return;
      }
      const words = text.toLowerCase().split(/[\s-]+/).filter((word) => word);
      const hits = found(lunrIndex, text);
      const lines = hits
        .slice(0, most)
        .map((hit) => line(window.tfSaliencySearch[hit.ref], words));
      const count = document.createElement("p");
      count.textContent = hits.length === 0 ? "Nothing found." : hits.length + " places found.";
      results.replaceChildren(count, ...lines);
      results.hidden = false;
    });
  }

  function move(event) {
    const links = [...results.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    if (event.key === "Escape") {
      results.hidden = true;
      field.focus();
    } else if (event.key === "ArrowDown" && !results.hidden) {
      links[Math.min(at + 1, links.length - 1)]?.focus();
      event.preventDefault();
    } else if (event.key === "ArrowUp" && at >= 0) {
      (at === 0 ? field : links[at - 1]).focus();
      event.preventDefault();
    }
  }

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    results.querySelector("a")?.click();
  });
  field.addEventListener("focus", indexed);
  field.addEventListener("input", search);
  document.addEventListener("keydown", function (event) {
    if (event.key === "/" && !/INPUT|TEXTAREA/.test(document.activeElement.tagName)) {
      field.focus();
      event.preventDefault();
    } else {
      move(event);
    }
  });
  document.addEventListener("click", function (event) {
    if (!results.contains(event.target) && event.target !== field) {
      results.hidden = true;
    }
  });

  document.addEventListener("DOMContentLoaded", function () {
    if (window.hljs) {
      document.querySelectorAll("pre code[class^=language-]").forEach((code) => {
        if (window.hljs.getLanguage(code.className.replace("language-", ""))) {
          window.hljs.highlightElement(code);
        }
      });
    }
    const asked = new URLSearchParams(location.search).get("q");
    if (asked) {
      field.value = asked;
      search();
    }
  });
  if (matchMedia("(max-width: 52rem)").matches) {
    document.getElementById("menu").open = false;
  }
})();
