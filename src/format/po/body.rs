//! What is written later: for the header, which says how many forms an entry has and of some languages learns it from the
//! entries alone, or for the forms that an entry lacks.

use super::waiting::{Form, Waiting, key};
use rustc_hash::FxHashMap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Seek as _, Write as _};

/// Entries that lack forms, each with what of the file stands before it.
pub(super) type Lacking = Vec<(u64, Waiting)>;

/// Entries in a temporary file, and between them those that lack forms.
#[derive(Debug)]
pub(super) struct Body {
    file: BufWriter<File>,
    length: u64,
    /// How many forms an entry has at most.
    pub(super) most_forms: usize,
    waiting: Lacking,
    /// Where these are, by what they have in common with their forms.
    by_key: FxHashMap<u64, Vec<usize>>,
}

impl Body {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self {
            file: BufWriter::new(tempfile::tempfile()?),
            length: 0,
            most_forms: 0,
            waiting: Vec::new(),
            by_key: FxHashMap::default(),
        })
    }

    /// Adds an entry that is written as this text.
    pub(super) fn write(&mut self, entry: &Waiting, text: &str) -> io::Result<()> {
        if entry.is_plural() {
            self.most_forms = self.most_forms.max(entry.len());
        }
        self.length += text.len() as u64;
        self.file.write_all(text.as_bytes())
    }

    /// Adds an entry that lacks forms.
    pub(super) fn keep(&mut self, entry: Waiting) {
        self.most_forms = self.most_forms.max(entry.len());
        let places = self.by_key.entry(entry.key()).or_default();
        places.push(self.waiting.len());
        self.waiting.push((self.length, entry));
    }

    /// Gives a form to the first entry that lacks it; back, where there is none.
    pub(super) fn add(&mut self, form: Form) -> Option<Form> {
        let places = self.by_key.get(&key(&form.id, form.plural.as_deref()));
        let mut places = places.into_iter().flatten();
        let Some(at) = places.find(|at| self.waiting[**at].1.takes(&form)) else {
            return Some(form);
        };
        let (_, entry) = &mut self.waiting[*at];
        entry.put(form.number, form.text, form.source, form.unconfirmed);
        self.most_forms = self.most_forms.max(entry.len());
        None
    }

    /// The file from its beginning, and the entries that lack forms with where they stand in it.
    pub(super) fn into_parts(self) -> io::Result<(BufReader<File>, Lacking)> {
        let mut file = self
            .file
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        Ok((BufReader::new(file), self.waiting))
    }
}
