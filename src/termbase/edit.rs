//! Changes to single lines of a glossary file. Every byte that is not part of a changed line stays as it is.

use super::glossary::{Column, Glossary};
use super::order::by_id;
use crate::error::{Error, Place, Result};
use crate::format::encoding;
use crate::format::replacement::Replacement;
use std::io::Write;
use std::path::Path;

/// The text of a glossary file, with its byte order mark and its line ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GlossaryText {
    text: String,
}

impl GlossaryText {
    /// Reads a file that is to be changed.
    ///
    /// # Errors
    /// When it cannot be read or is not UTF-8.
    pub fn read(path: &Path) -> Result<Self> {
        let bytes = encoding::read_bytes(path)?;
        // The decoder finds and names what is no text; the mark that it takes off is kept here.
        encoding::decode(&bytes, path)?;
        let text = String::from_utf8(bytes).map_err(|_| {
            Error::malformed(
                Place::file(path),
                "the file is not UTF-8, so that its lines cannot be changed",
                "save it as UTF-8 and try again",
            )
        })?;
        Ok(Self { text })
    }

    /// A text.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into() }
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Adds a line of cells: before the first id that sorts after it where the file is sorted by id, else at the
    /// end.
    pub fn add(&mut self, glossary: &Glossary, cells: &[String]) {
        let id_column = glossary
            .columns
            .iter()
            .position(|(_, c)| *c == Column::Id)
            .unwrap_or(0);
        let id = cells.get(id_column).map_or("", |cell| cell.as_str());
        let sorted = glossary
            .concepts
            .windows(2)
            .all(|pair| by_id(&pair[0].id, &pair[1].id).is_le());
        let next = glossary
            .concepts
            .iter()
            .find(|concept| sorted && by_id(&concept.id, id).is_gt())
            .map(|concept| concept.line);
        let line = cells.join("\t");
        let end = self.line_end();
        match next {
            Some(number) => {
                let at = self.line_start(number);
                self.text.insert_str(at, &format!("{line}{end}"));
            }
            None if self.text.ends_with('\n') => self.text.extend([&line, end]),
            None => self.text.extend([end, &line]),
        }
    }

    /// Takes a line out. Where the last line has no end, the line before it has none afterwards.
    pub fn remove(&mut self, number: usize) {
        let (mut start, end) = (self.line_start(number), self.line_start(number + 1));
        if end == self.text.len() && !self.text.ends_with('\n') {
            let before = &self.text[..start];
            let before = before.strip_suffix('\n').unwrap_or(before);
            start = before.strip_suffix('\r').unwrap_or(before).len();
        }
        self.text.replace_range(start..end, "");
    }

    /// The lines of the file, to change several of them at once; each gets `more` empty cells at its end, the header the names
    /// of the columns.
    pub(super) fn rows(&self, more: usize, names: &[String]) -> GlossaryRows {
        let end = self.line_end();
        let mut lines: Vec<String> = self.text.split_inclusive('\n').map(str::to_owned).collect();
        let whole = self.text.ends_with('\n');
        if more > 0 {
            for (n, line) in lines.iter_mut().enumerate() {
                let body = line.trim_end_matches(['\r', '\n']).len();
                let added = match n {
                    0 => format!("\t{}", names[names.len() - more..].join("\t")),
                    _ if line.trim().is_empty() => String::new(),
                    _ => "\t".repeat(more),
                };
                line.insert_str(body, &added);
            }
        }
        GlossaryRows {
            inserted: vec![Vec::new(); lines.len()],
            lines,
            end,
            whole,
        }
    }

    /// Writes the file, an old or a new one: beside its place, then renamed, so that it is never half written.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn write(&self, path: &Path) -> Result<()> {
        let fail = |source| Error::write(path, source);
        let mut file = Replacement::begin(path).map_err(fail)?;
        file.write_all(self.text.as_bytes()).map_err(fail)?;
        file.finish().map_err(fail)?;
        Ok(())
    }

    /// The byte where a line, from 1, begins; the end of the text where there is no such line.
    fn line_start(&self, number: usize) -> usize {
        if number <= 1 {
            return 0;
        }
        self.text
            .match_indices('\n')
            .nth(number - 2)
            .map_or(self.text.len(), |(at, _)| at + 1)
    }

    /// The end that the lines of the file have.
    fn line_end(&self) -> &'static str {
        match self.text.find('\n') {
            Some(at) if self.text[..at].ends_with('\r') => "\r\n",
            _ => "\n",
        }
    }
}

/// The lines of a glossary while several of them change.
pub(super) struct GlossaryRows {
    lines: Vec<String>,
    /// For each line those that come before it.
    inserted: Vec<Vec<String>>,
    end: &'static str,
    /// Whether the last line has an end.
    whole: bool,
}

impl GlossaryRows {
    /// Puts other cells into a line, from 1.
    pub(super) fn replace(&mut self, number: usize, cells: &[String]) {
        if let Some(line) = self.lines.get_mut(number - 1) {
            let body = line.trim_end_matches(['\r', '\n']).len();
            line.replace_range(..body, &cells.join("\t"));
        }
    }

    /// Adds a line before another one, or at the end.
    pub(super) fn insert(&mut self, before: Option<usize>, cells: &[String]) {
        let line = cells.join("\t");
        match before.and_then(|number| self.inserted.get_mut(number - 1)) {
            Some(place) => place.push(format!("{line}{}", self.end)),
            None if self.whole => self.lines.push(format!("{line}{}", self.end)),
            None => self.lines.push(format!("{}{line}", self.end)),
        }
    }

    /// The new text.
    pub(super) fn finish(self) -> GlossaryText {
        let mut text = String::new();
        let mut inserted = self.inserted.into_iter();
        for line in self.lines {
            text.extend(inserted.next().into_iter().flatten());
            text.push_str(&line);
        }
        GlossaryText { text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Glossary {
        Glossary::parse(text.trim_start_matches('\u{feff}'), Path::new("g.tsv")).unwrap()
    }

    fn added(before: &str, id: &str) -> String {
        let mut text = GlossaryText::new(before);
        text.add(&parsed(before), &[id.to_owned(), "x".to_owned()]);
        text.text
    }

    #[test]
    fn a_line_is_added_and_nothing_else_changes() {
        for (before, id, after) in [
            ("id\ten\na\t1\nc\t3\n", "b", "id\ten\na\t1\nb\tx\nc\t3\n"),
            ("id\ten\na\t1\nc\t3\n", "d", "id\ten\na\t1\nc\t3\nd\tx\n"),
            (
                "\u{feff}id\ten\r\nb\t1\r\na\t3",
                "c",
                "\u{feff}id\ten\r\nb\t1\r\na\t3\r\nc\tx",
            ),
            (
                "id\ten\nT2\t1\nT10\t3\n",
                "T9",
                "id\ten\nT2\t1\nT9\tx\nT10\t3\n",
            ),
            (
                "\u{feff}id\ten\r\nb\t 1 \r\n",
                "a",
                "\u{feff}id\ten\r\na\tx\r\nb\t 1 \r\n",
            ),
        ] {
            assert_eq!(added(before, id), after);
        }
    }

    #[test]
    fn what_was_added_and_removed_leaves_no_trace() {
        for before in [
            "id\ten\na\t1",
            "id\ten\r\na\t1",
            "id\ten\na\t1\n",
            "id\ten\nc\t1",
        ] {
            let mut text = GlossaryText::new(added(before, "b"));
            text.remove(parsed(&text.text).concept("b").unwrap().line);
            assert_eq!(text.text, before);
        }
    }

    #[test]
    fn a_line_is_removed_and_nothing_else_changes() {
        let before = "id\ten\na\t1\n\nc\t3";
        let glossary = parsed(before);
        for (id, after) in [("a", "id\ten\n\nc\t3"), ("c", "id\ten\na\t1\n")] {
            let mut text = GlossaryText::new(before);
            text.remove(glossary.concept(id).unwrap().line);
            assert_eq!(text.text, after);
        }
    }
}
