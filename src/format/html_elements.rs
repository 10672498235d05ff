//! The elements of HTML by what becomes of their content.

/// Elements that are blocks of their own.
pub(super) const BLOCKS: [&str; 64] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "button",
    "caption",
    "center",
    "col",
    "colgroup",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "legend",
    "li",
    "link",
    "main",
    "menu",
    "meta",
    "nav",
    "noframes",
    "ol",
    "optgroup",
    "option",
    "p",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "ul",
    "marquee",
    "listing",
    "plaintext",
    "xmp",
    "img",
];

/// Elements whose content is no text of the page.
pub(super) const HIDDEN: [&str; 19] = [
    "script", "style", "template", "noscript", "noembed", "iframe", "object", "audio", "video",
    "canvas", "svg", "math", "select", "datalist", "textarea", "map", "rt", "rp", "applet",
];

/// Elements without content: nothing is hidden with them but themselves.
pub(super) const VOID: [&str; 13] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
    "wbr",
];

/// Elements whose end tag may be left out, and what begins after them without one (WHATWG, 13.1.2.4). Blocks end a `p`.
pub(super) const LEFT_OUT: [(&str, &[&str]); 10] = [
    ("li", &["li"]),
    ("dt", &["dt", "dd"]),
    ("dd", &["dt", "dd"]),
    ("tr", &["tr", "tbody", "tfoot"]),
    ("td", &["td", "th", "tr", "tbody", "tfoot"]),
    ("th", &["td", "th", "tr", "tbody", "tfoot"]),
    ("thead", &["tbody", "tfoot"]),
    ("tbody", &["tbody", "tfoot"]),
    ("option", &["option", "optgroup"]),
    ("p", &[]),
];

/// What such elements stand in.
pub(super) const PARENTS: [&str; 6] = ["ul", "ol", "menu", "dl", "table", "select"];

/// Whether a list holds the name of an element.
pub(super) fn is_in(list: &[&str], name: &[u8]) -> bool {
    list.iter().any(|known| known.as_bytes() == name)
}
