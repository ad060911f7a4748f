/** Tables as text other programs read: RFC 4180, with the mark by which spreadsheets know UTF-8. */

/** @param {Array<Array<string|number>>} rows */
export function csv(rows) {
  return "\uFEFF" + rows.map((row) => row.map(field).join(",") + "\r\n").join("");
}

/** Quoted always. A spreadsheet would take a text that begins with one of these for a formula; an apostrophe stops it. */
function field(value) {
  const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return `"${text.replaceAll('"', '""')}"`;
}

/** Hands `text` to whoever looks at the page as a file of that name. */
export function download(fileName, text) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
