//! What stands in a TBX where it has no place: elements and text outside of entries, entries inside of others, identifiers that
//! are used twice.

use super::ReadTerms;
use super::tbx_writer::SOURCE;
use crate::format::xml::is_like;
use rustc_hash::FxHashMap;

/// What is kept of a file for that.
#[derive(Debug, Default)]
pub(super) struct Misplaced {
    /// The depth of the element that is passed over with all it holds.
    passed: Option<usize>,
    /// What is passed over is one that is about the file, of this name.
    of_file: Option<String>,
    /// The depth and the name of the element in it that says something of the file, as long as no text of it was met.
    about: Option<(usize, String)>,
    /// The identifiers of entries, each with the number that the next one of it gets.
    ids: FxHashMap<String, usize>,
    /// The first identifier that is used again, with its line, and how many entries use one again.
    again: Option<(String, usize, usize)>,
}

/// Whether an element is an entry, in whatever letters.
pub(super) fn is_entry(local: &str) -> bool {
    ["termEntry", "conceptEntry"]
        .iter()
        .any(|name| is_like(local, name))
}

/// The elements of a header that say something of the file to people.
const ABOUT_FILE: [&str; 4] = ["title", "publicationStmt", "sourceDesc", "revisionDesc"];

/// Why an entry is refused that stands in another one.
const INSIDE: &str = "the entry stands inside of another one";

impl Misplaced {
    /// Whether what is read belongs to an element that is passed over.
    pub(super) fn passes(&self) -> bool {
        self.passed.is_some()
    }

    /// An element of this depth ends.
    pub(super) fn close(&mut self, depth: usize) {
        self.about.take_if(|(at, _)| *at == depth);
        if self.passed.take_if(|at| *at == depth).is_some() {
            self.of_file = None;
        }
    }

    /// Text that belongs to nothing, or to what a file says of itself.
    pub(super) fn stray(&mut self, text: &str, out: &mut ReadTerms) {
        if text.trim().is_empty() {
            return;
        }
        if !self.passes() {
            out.leave_out("text that stands between elements");
        } else if text != SOURCE
            && let Some((_, name)) = self.about.take()
        {
            out.leave_out(format!("<{name}> of the file"));
        }
    }

    /// An element in what is passed over: what it says of the file is counted.
    pub(super) fn in_passed(&mut self, local: &str, depth: usize) {
        if self.of_file.is_some() && self.about.is_none() && ABOUT_FILE.contains(&local) {
            self.about = Some((depth, local.to_owned()));
        }
    }

    /// An entry where none is read: inside of another one, or in other letters.
    pub(super) fn refuse(&mut self, local: &str, line: usize, depth: usize, out: &mut ReadTerms) {
        self.passed = Some(depth);
        if matches!(local, "termEntry" | "conceptEntry" | "entry") {
            out.refuse(line, INSIDE);
        } else {
            let what = "no element of TBX, which tells large and small letters apart";
            out.refuse(line, format!("<{local}> is {what}"));
        }
    }

    /// An entry in a text, such as a note, which stays text.
    pub(super) fn refuse_in_text(line: usize, out: &mut ReadTerms) {
        out.refuse(line, INSIDE);
    }

    /// An entry in an element that is passed over.
    pub(super) fn refuse_in_passed(&self, line: usize, out: &mut ReadTerms) {
        match &self.of_file {
            Some(name) => out.refuse(line, format!("the entry stands inside of <{name}>")),
            None => out.refuse(line, INSIDE),
        }
    }

    /// An element outside of entries. What a file says of itself is passed over; entries in an unknown element are read.
    pub(super) fn outside(&mut self, local: &str, depth: usize, out: &mut ReadTerms) {
        match local {
            "text" | "body" => {}
            "martifHeader" | "tbxHeader" | "header" | "front" | "back" => {
                self.passed = Some(depth);
                self.of_file = Some(local.to_owned());
                self.about = matches!(local, "front" | "back").then(|| (depth, local.to_owned()));
            }
            local => out.leave_out(format!("<{local}> outside of entries")),
        }
    }

    /// The identifier of an entry: one that another entry of the file has gets a number, so that both are concepts of their own.
    pub(super) fn own_id(&mut self, id: String, line: usize) -> String {
        let Some(next) = self.ids.get_mut(&id) else {
            self.ids.insert(id.clone(), 2);
            return id;
        };
        let mut number = *next;
        *next += 1;
        match &mut self.again {
            Some((_, _, count)) => *count += 1,
            None => self.again = Some((id.clone(), line, 1)),
        }
        let mut own = format!("{id}-{number}");
        while self.ids.contains_key(&own) {
            number += 1;
            own = format!("{id}-{number}");
        }
        self.ids.insert(id, number + 1);
        self.ids.insert(own.clone(), 2);
        own
    }

    /// Tells of identifiers that are used twice.
    pub(super) fn tell(self, out: &mut ReadTerms) {
        let Some((id, line, count)) = self.again else {
            return;
        };
        let more = match count {
            1 => String::new(),
            count => format!(", and {} more", count - 1),
        };
        out.remark(format!(
            "the identifier {id:?} is used twice: each entry became a concept of its own, with a number behind it (line {line}{more})"
        ));
    }
}
