/** Before the window is chosen: the posts somebody holds. */

import { element, icon } from "./elements.js";
import { key, seal } from "./staff.js";
import { name, text } from "./texts.js";

export function posts(model) {
  const { person } = model;
  const held = person?.posts ?? [];
  return element(
    "section",
    { class: "card posts" },
    element("h2", { class: "strong" }, text("console.posts.heading")),
    held.length === 0 && element("p", { class: "nothing" }, icon("info-circle"), text("console.posts.none")),
    element(
      "ol",
      {},
      held.map((post, index) =>
        element(
          "li",
          {},
          element(
            "button",
            { type: "button", "data-act": "post", "data-index": index },
            index < 9 && key(String(index + 1)),
            seal(post.number),
            element("span", { class: "label" }, name(post.name)),
            element("span", { class: "note" }, text(`common.post.${post.post}`)),
          ),
        ),
      ),
    ),
    element("footer", {}, held.length > 0 && element("p", { class: "second" }, text("console.posts.hint")), element("button", { type: "button", class: "button small", "data-act": "leave" }, key("Q"), text("console.page.sign_out"))),
  );
}
