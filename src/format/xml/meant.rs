//! How what is not well-formed seems to be meant: which elements end where, and what attributes and references stand for. Each
//! place is remembered.

use super::markup::{self, Expand, is_blank};
use super::open::Open;
use crate::format::decoding::Mark;
use crate::format::mending::{Mend, Mends};
use crate::format::resuming::LESS_THAN;
use quick_xml::escape::resolve_html5_entity;
use quick_xml::events::BytesStart;
use std::borrow::Cow;
use std::cell::RefCell;
use std::sync::Arc;

/// The state of such a reading.
#[derive(Debug, Default)]
pub(super) struct Meant {
    open: Open,
    /// How many of them the last end tag closed beside its own.
    pub(super) closing: usize,
    /// Where the file ended before they did.
    cut_off: Option<CutOff>,
    /// The element that a unit is.
    unit: &'static str,
    /// The variants that ended in the unit that is open, since the last one in it.
    variants: usize,
    /// The start tag of a unit before which elements are closed.
    pub(super) waiting: Option<BytesStart<'static>>,
    /// End tags that may come for what was closed before its own, the outermost first.
    closed: Vec<Arc<str>>,
    /// How many units were closed because they stand in too many, and may have end tags all the same.
    deep: usize,
    /// The last piece could not be read.
    pub(super) unread: bool,
    /// The unit in whose start tag the file ends.
    cut_tag: Option<CutTag>,
    mends: Mends,
    /// What is wrong with attributes; the place is that of the piece read last.
    unplaced: RefCell<Vec<(String, bool)>>,
}

/// Where a file ended before its elements did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::format) enum CutOff {
    /// Between the parts of the innermost open unit, or outside of units.
    Between,
    /// In a part of a unit.
    Inside,
}

/// A unit in whose start tag a file ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::format) struct CutTag {
    /// The line, from 1, on which it begins.
    pub(in crate::format) line: usize,
    /// The attributes whose values have come to their end.
    pub(in crate::format) attributes: Vec<(String, String)>,
}

/// So many units may stand in one another; where more are open, their end tags are missing.
const MOST_NESTED: usize = 64;

const UNIT_OF_TMX: &str = "tu";
const BODY: &str = "body";
const ROOT: &str = "tmx";
/// What stands in the root.
const PARTS: [&str; 3] = ["header", BODY, UNIT_OF_TMX];

const NO_ROOT: &str = "the start tag of <tmx> is missing or damaged: read as if it stood there";

const UNENDED_UNIT: &str = "a unit begins before the one round it has ended: that was ended here";
const UNENDED_NOTE: &str =
    "a unit or the body begins before a note or property has ended: that was ended here";

impl Meant {
    pub(super) fn with_units(unit: &'static str) -> Self {
        Self {
            unit,
            ..Self::default()
        }
    }

    /// The start tag of the root, where the first element of the file is a part of it, which comes next then, or where a root can be
    /// made out of it.
    pub(super) fn root_before(&mut self, first: &BytesStart<'_>) -> Option<BytesStart<'static>> {
        let name = first.name().into_inner();
        let is_part = PARTS.contains(&name);
        let is_damaged = || name.starts_with(ROOT) && !markup::is_name(name);
        if self.unit != UNIT_OF_TMX || !is_part && !is_damaged() {
            return None;
        }
        self.note(NO_ROOT.into(), false);
        self.waiting = is_part.then(|| first.to_owned());
        Some(BytesStart::new(ROOT))
    }

    /// How many elements end before this one begins, because their end tags are missing: the unit round a unit, and a note or
    /// property round a unit or the body.
    pub(super) fn ended_by(&mut self, name: &str, prefix: &str) -> usize {
        let begun = name.strip_prefix(prefix).unwrap_or(name);
        if begun != self.unit && (begun != BODY || self.unit != UNIT_OF_TMX) {
            return 0;
        }
        let around = self.open.last(name);
        let inside = around.map_or(0, |at| at + 1);
        let first = |name: &str| self.open.first_from(inside, name);
        let within = |name: &str| match first(name) {
            found if prefix.is_empty() => found,
            found => {
                let prefixed = first(&format!("{prefix}{name}"));
                found.into_iter().chain(prefixed).min()
            }
        };
        // One whose variants may follow the unit in it is left open; it is told apart by their number.
        let is_whole = inside == self.open.len() && self.variants > 1;
        let is_deep = inside == self.open.len() && self.open.count(name) > MOST_NESTED;
        let is_unended = is_whole || within("tuv").is_some();
        if begun == self.unit && is_deep && !is_unended {
            self.deep += 1;
            return self.open.close_from(inside - 1).len();
        }
        let (at, what) = if begun == self.unit && around.is_some() && is_unended {
            (inside - 1, UNENDED_UNIT)
        } else if self.unit == UNIT_OF_TMX
            && let Some(at) = within("note").into_iter().chain(within("prop")).min()
        {
            (at, UNENDED_NOTE)
        } else {
            if around.is_none() && begun == self.unit {
                self.closed.clear();
            }
            return 0;
        };
        self.note(what.into(), false);
        self.closed = self.open.close_from(at);
        self.closed.len()
    }

    /// Whether the unit before was ended where another one began in it, so that what is left of it may follow.
    pub(super) fn has_unended_unit(&self) -> bool {
        self.closed.iter().any(|name| **name == *self.unit)
    }

    /// Where the file ended before its elements did, if it did.
    pub(super) fn cut_off(&self) -> Option<CutOff> {
        self.cut_off
    }

    /// The unit in whose start tag the file ends.
    pub(super) fn cut_tag(&self) -> Option<&CutTag> {
        self.cut_tag.as_ref()
    }

    /// Takes a start tag that the file ends in, where it may be that of a unit.
    pub(super) fn take_cut_tag(
        &mut self,
        tag: &[u8],
        expand: &mut Expand<'_>,
        mark: impl FnOnce() -> Mark,
    ) {
        let tag = String::from_utf8_lossy(tag);
        let Some(tag) = tag.strip_prefix('<') else {
            return;
        };
        let (name, rest) = tag.split_at(tag.find(is_blank).unwrap_or(tag.len()));
        // In a unit, the beginning of the name of a variant is like that of a unit.
        let is_whole = !rest.is_empty() || self.open.last(name).is_none();
        if local_name(name) != self.unit || !is_whole {
            return;
        }
        let mut attributes = Vec::new();
        markup::attributes_as_meant(markup::whole_values(rest), expand, |name, value| {
            attributes.push((name.to_owned(), value.into_owned()));
        });
        let line = mark().line;
        self.cut_tag = Some(CutTag { line, attributes });
    }

    /// Takes a start tag.
    pub(super) fn open(&mut self, name: &str) {
        if local_name(name) == self.unit {
            self.variants = 0;
        }
        self.open.push(name);
    }

    pub(super) fn take(&mut self) -> Vec<Mend> {
        self.mends.take()
    }

    pub(super) fn note(&self, what: String, is_character: bool) {
        self.unplaced.borrow_mut().push((what, is_character));
    }

    /// Remembers something about an element that is left out.
    pub(super) fn left_out(&self, name: &str, what: &str) {
        self.note(format!("<{name}>: {what}; left out"), false);
    }

    /// Remembers something whose place is known.
    pub(super) fn note_at(&mut self, mark: Mark, what: &str) {
        self.mends.add(mark, what.into(), false);
    }

    pub(super) fn place(&mut self, mark: impl FnOnce() -> Mark) {
        if self.unplaced.get_mut().is_empty() {
            return;
        }
        let mark = mark();
        for (what, is_character) in std::mem::take(self.unplaced.get_mut()) {
            self.mends.add(mark, what, is_character);
        }
    }

    /// Calls `take` with the attributes of an element as far as they can be made out.
    pub(super) fn attributes(
        &self,
        name: &str,
        raw: &str,
        expand: &mut Expand<'_>,
        mut take: impl FnMut(&str, Cow<'_, str>),
    ) {
        let wrong = markup::attributes(raw, expand, |_, _| {}).err();
        let mut replaced = Vec::new();
        let mut expand_all = |reference: &str, out: &mut String| -> Result<(), String> {
            if let Err(what) = expand(reference, out) {
                let (text, how) = as_meant(reference);
                replaced.push((format!("{what}; {how}"), text == REPLACED));
                out.push_str(&text);
            }
            Ok(())
        };
        let mut take = |name: &str, value: Cow<'_, str>| {
            if value.contains(LESS_THAN) {
                take(name, Cow::Owned(value.replace(LESS_THAN, "<")));
            } else {
                take(name, value);
            }
        };
        if wrong.is_none() {
            // What was well-formed is so the second time.
            let _ = markup::attributes(raw, &mut expand_all, take);
            return;
        }
        let left_out = markup::attributes_as_meant(raw, &mut expand_all, &mut take);
        if replaced.is_empty() || !left_out.is_empty() {
            let what = wrong.unwrap_or_default();
            let mut text = format!("<{name}>: {what}; read as it seems to be meant");
            if !left_out.is_empty() {
                let left_out = left_out.replace(LESS_THAN, "<");
                text.push_str(&format!("; left out: {left_out:?}"));
            }
            replaced.push((text, false));
        }
        for (what, is_character) in replaced {
            self.note(what, is_character);
        }
    }

    /// How many elements an end tag closes; those beyond the first were not closed by their own.
    pub(super) fn close(&mut self, written: &str) -> usize {
        let name = markup::name_of_end(written).unwrap_or(written);
        if name != written {
            self.note(
                format!(
                    "</{written}>: {}; read as </{name}>",
                    markup::MORE_THAN_NAME
                ),
                false,
            );
        }
        let Some(at) = self.open.last(name) else {
            // Where the file was well-formed and odd, it closes what was closed for the next unit.
            if self.closed.last().is_some_and(|closed| **closed == *name) {
                self.closed.pop();
                return 0;
            }
            if self.deep > 0 && local_name(name) == self.unit {
                self.deep -= 1;
                return 0;
            }
            self.note(
                format!("</{name}> closes nothing; it was passed over"),
                false,
            );
            return 0;
        };
        let closed = self.open.close_from(at);
        for unclosed in closed.iter().skip(1) {
            self.note(
                format!("<{unclosed}> is not closed before </{name}>"),
                false,
            );
        }
        match local_name(name) {
            "tuv" => self.variants += 1,
            local if local == self.unit => self.variants = 0,
            BODY => self.tell_deep(),
            _ => {}
        }
        closed.len()
    }

    /// Says how many units have no end tags of those that stood in too many.
    fn tell_deep(&mut self) {
        let count = std::mem::take(&mut self.deep);
        if count > 0 {
            let s = if count == 1 { "" } else { "s" };
            self.note(format!("{count} unit{s} inside of more than {MOST_NESTED} others without end tags: each was ended where the next begins"), false);
        }
    }

    /// Closes all that is open, because the file ends; whether there was something.
    pub(super) fn closes_at_end(&mut self) -> bool {
        self.tell_deep();
        let Some(innermost) = self.open.innermost() else {
            return false;
        };
        let is_between = local_name(innermost) == self.unit;
        self.cut_off = Some(if is_between {
            CutOff::Between
        } else {
            CutOff::Inside
        });
        let what = "the file ends before its last end tag: it is cut off";
        self.note(what.into(), false);
        self.closing += self.open.len();
        self.open.close_from(0);
        true
    }
}

pub(super) const REPLACED: &str = "\u{fffd}";

/// What a reference that stands for nothing in XML is read as, and how to say so.
pub(super) fn as_meant(reference: &str) -> (String, &'static str) {
    if reference.starts_with('#') {
        (REPLACED.into(), "replaced by U+FFFD")
    } else if let Some(text) = resolve_html5_entity(reference) {
        (text.into(), "read as in HTML")
    } else {
        (format!("&{reference};"), "read as text")
    }
}

fn local_name(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}
