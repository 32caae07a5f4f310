// A long menu shows its current entry, wherever that stands.

const show = (menu) => menu?.querySelector("a[aria-current]")?.scrollIntoView({ block: "nearest" });

show(document.querySelector(".dd-side"));
const folded = document.querySelector(".dd-nav-toggle");
folded?.addEventListener("toggle", () => folded.open && show(folded));
