() => {
  const found = [];
  const scrolls = (node) => ["auto", "scroll"].includes(getComputedStyle(node).overflowY);
  const within = (node) => {
    for (let at = node.parentElement; at; at = at.parentElement) if (scrolls(at)) return at;
    return null;
  };
  const shown = (node) => node.getClientRects().length > 0 && node.checkVisibility({ visibilityProperty: true });
  const words = (node) => node.textContent.trim().replace(/\s+/g, " ").slice(0, 40);
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const parent = node.parentElement;
    if (!node.data.trim() || ["SCRIPT", "NOSCRIPT", "STYLE"].includes(parent.tagName) || !shown(parent)) continue;
    if (parent.closest(".unseen")) continue; // for screen readers only
    const range = document.createRange();
    range.selectNodeContents(node);
    const core = 0.8 * parseFloat(getComputedStyle(parent).fontSize); // of a line box that is taller than its letters
    for (const box of range.getClientRects()) {
      const middle = (box.top + box.bottom) / 2;
      texts.push({ node, parent, box: { left: box.left, right: box.right, top: middle - core / 2, bottom: middle + core / 2 } });
    }
  }
  for (const text of texts) {
    const { node, parent, box } = text;
    const scroller = within(parent);
    const mayShorten = parent.closest("[data-may-shorten]") !== null; // with an ellipsis: only what the longest texts do
    if (!scroller && (box.left < -1 || box.right > innerWidth + 1)) found.push(`off the side: ${words(node)}`);
    for (let at = parent; at && at !== document.body && at !== scroller; at = at.parentElement) {
      const style = getComputedStyle(at);
      const edge = at.getBoundingClientRect();
      const clips = style.overflowX !== "visible";
      if (clips && style.textOverflow === "ellipsis" && at.scrollWidth > at.clientWidth + 1) {
        if (!mayShorten) found.push(`shortened: ${words(at)}`);
        box.right = Math.min(box.right, edge.right); // what the ellipsis hides is nowhere
        break;
      }
      if (clips && mayShorten && box.top > edge.bottom - 3) text.isCutAway = true;
      if (clips && !mayShorten && !scrolls(at) && (box.right > edge.right + 1 || box.left < edge.left - 1 || box.bottom > edge.bottom + 3)) {
        found.push(`cut off by ${at.tagName}.${at.className}: ${words(node)}`);
        break;
      }
    }
  }
  for (const control of document.querySelectorAll(".card :is(button, a, label, input, select, textarea)")) {
    if (!shown(control) || control.closest(".unseen") || within(control)) continue;
    const [box, card] = [control.getBoundingClientRect(), control.closest(".card").getBoundingClientRect()];
    if (box.left < card.left - 1 || box.right > card.right + 1) found.push(`over the edge of its card: ${words(control)}`);
  }
  const height = ({ top, bottom }) => bottom - top;
  const lines = texts.filter(({ parent, isCutAway }) => !within(parent) && !isCutAway);
  for (let a = 0; a < lines.length; a++) {
    for (let b = a + 1; b < lines.length; b++) {
      if (lines[a].node === lines[b].node) continue;
      const x = Math.min(lines[a].box.right, lines[b].box.right) - Math.max(lines[a].box.left, lines[b].box.left);
      const slack = 0.12 * Math.min(height(lines[a].box), height(lines[b].box));
      const y = Math.min(lines[a].box.bottom, lines[b].box.bottom) - Math.max(lines[a].box.top, lines[b].box.top);
      if (x > 1 && y > slack) found.push(`on each other: ${words(lines[a].node)} / ${words(lines[b].node)}`);
    }
  }
  return [...new Set(found)];
}
