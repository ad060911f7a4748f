/** A vibrating tag for whoever neither hears a call nor sees a board: given with one key, taken back with the same. */

import { text } from "./texts.js";

const t = (words, values) => text(`console.tag.${words}`, values);
const RETURNED = "returned";

/** Which tag, by the number written on it. `file`: as the tickets page has it. */
export function whichTag({ file }) {
  const { tag, free_tags: free, ticket } = file;
  const canGive = file.actions.some(({ command, allowed }) => command === "GiveTag" && allowed);
  return {
    heading: t(tag ? "which_other" : "which", { number: ticket.number, tag }),
    options: [
      tag && { value: RETURNED, label: t("take_back", { tag }) },
      ...(canGive ? free.slice(0, tag ? 7 : 8).map((number) => ({ value: number, label: t("number", { tag: number }) })) : []),
      canGive && { value: "", label: t("other_number"), own: true },
    ].filter(Boolean),
  };
}

const OF_NO_TAG = "9999"; // a plan has them up to 999: what is written by hand and is no number is refused as unknown

export function tagFields([tag]) {
  return tag === RETURNED ? { type: "ReturnTag" } : { tag: /^[1-9][0-9]{0,2}$/.test(tag) ? String(tag) : OF_NO_TAG };
}
