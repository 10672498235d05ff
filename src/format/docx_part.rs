//! The paragraphs of one part of a Word document (WordprocessingML, ISO/IEC 29500-1, 17).

use quick_xml::NsReader;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use rustc_hash::FxHashSet;

/// Elements may lie so deep in one another.
const MOST_DEPTH: usize = 512;

/// The namespace of WordprocessingML, in the transitional and in the strict form.
const WORD: [&str; 2] = [
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
];
/// That of formulas, in both forms.
const MATH: [&str; 2] = [
    "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "http://purl.oclc.org/ooxml/officeDocument/math",
];
/// That of alternatives for older programs.
const COMPATIBILITY: &str = "http://schemas.openxmlformats.org/markup-compatibility/2006";

/// What an open element is, as far as it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Paragraph,
    Run,
    RunProperties,
    Text,
    Other,
}

/// A part while it is read.
#[derive(Debug)]
struct Reading<'s> {
    hidden_styles: &'s FxHashSet<String>,
    open: Vec<Open>,
    /// Paragraphs that are open: those of a text box lie inside of another one. With whether their style is hidden.
    paragraphs: Vec<(String, bool)>,
    /// For each open run whether it is hidden.
    runs: Vec<bool>,
    /// How many elements are open from one on that is left out.
    hidden: usize,
}

/// Adds the paragraphs of a part, without blank ones; text in one of these styles is hidden.
pub(super) fn read(
    xml: &str,
    hidden_styles: &FxHashSet<String>,
    paragraphs: &mut Vec<String>,
) -> Result<(), String> {
    let mut reader = NsReader::from_str(xml);
    let mut part = Reading {
        hidden_styles,
        open: Vec::new(),
        paragraphs: Vec::new(),
        runs: Vec::new(),
        hidden: 0,
    };
    loop {
        let (space, event) = reader
            .read_resolved_event()
            .map_err(|error| error.to_string())?;
        match event {
            Event::Eof => return Ok(()),
            Event::Start(element) => {
                if part.open.len() + part.hidden >= MOST_DEPTH {
                    return Err("its elements lie too deep in one another".to_owned());
                }
                part.start(&space, &element);
            }
            Event::Empty(element) if part.hidden == 0 => part.mark(&space, &element),
            Event::End(_) => paragraphs.extend(part.end()),
            Event::Text(text) => part.text(&text),
            Event::CData(text) => part.text(&text),
            Event::GeneralRef(name) => {
                let meant = match &*name {
                    "amp" => '&',
                    "lt" => '<',
                    "gt" => '>',
                    "quot" => '"',
                    "apos" => '\'',
                    _ => match name.resolve_char_ref() {
                        Ok(Some(c)) => c,
                        Ok(None) => {
                            return Err(format!(
                                "&{}; stands for a text that is not in it",
                                &*name
                            ));
                        }
                        _ => return Err(format!("&{}; stands for no character", &*name)),
                    },
                };
                part.text(meant.encode_utf8(&mut [0; 4]));
            }
            _ => {}
        }
    }
}

impl Reading<'_> {
    fn start(&mut self, space: &ResolveResult<'_>, element: &BytesStart<'_>) {
        if self.hidden > 0 || is_hidden(space, element) {
            self.hidden += 1;
            return;
        }
        let math = math(space, element).unwrap_or_default();
        let open = match word(space, element).unwrap_or(math) {
            "p" => Open::Paragraph,
            "r" => Open::Run,
            // Those of a paragraph are about its mark, not about its text.
            "rPr" if self.open.last() == Some(&Open::Run) => Open::RunProperties,
            "t" => Open::Text,
            _ => Open::Other,
        };
        match open {
            Open::Paragraph => self.paragraphs.push((String::new(), false)),
            Open::Run => {
                let hidden = self.paragraphs.last().is_some_and(|(_, hidden)| *hidden);
                self.runs.push(hidden);
            }
            _ => self.mark(space, element),
        }
        // What stands above or below one another would be one number.
        self.shown(match math {
            "den" => "/",
            "sup" => "^",
            "sub" => "_",
            _ => "",
        });
        self.open.push(open);
    }

    /// Closes the element opened last; the paragraph that ends with it.
    fn end(&mut self) -> Option<String> {
        if self.hidden > 0 {
            self.hidden -= 1;
            return None;
        }
        match self.open.pop()? {
            Open::Paragraph => {
                let (text, _) = self.paragraphs.pop()?;
                (!text.trim().is_empty()).then(|| text.trim().to_owned())
            }
            Open::Run => {
                self.runs.pop();
                None
            }
            _ => None,
        }
    }

    fn text(&mut self, text: &str) {
        if self.hidden == 0 && self.open.last() == Some(&Open::Text) {
            self.shown(text);
        }
    }

    /// Adds what a reader sees to the paragraph.
    fn shown(&mut self, text: &str) {
        if !self.runs.contains(&true)
            && let Some((paragraph, _)) = self.paragraphs.last_mut()
        {
            paragraph.push_str(text);
        }
    }

    fn is_hidden_style(&self, element: &BytesStart<'_>) -> bool {
        value(element, "val").is_some_and(|style| self.hidden_styles.contains(&style))
    }

    /// What a run holds beside text, and what its properties say.
    fn mark(&mut self, space: &ResolveResult<'_>, element: &BytesStart<'_>) {
        match word(space, element).unwrap_or_default() {
            // A tab with a place is one of the stops that a paragraph's properties list.
            "tab" | "ptab" if value(element, "pos").is_none() => self.shown("\t"),
            "br" | "cr" => self.shown("\n"),
            "noBreakHyphen" => self.shown("\u{2011}"),
            "vanish" if self.open.last() == Some(&Open::RunProperties) => {
                if let Some(run) = self.runs.last_mut() {
                    *run = !is_off(element);
                }
            }
            "rStyle" if self.open.last() == Some(&Open::RunProperties) => {
                if self.is_hidden_style(element)
                    && let Some(run) = self.runs.last_mut()
                {
                    *run = true;
                }
            }
            "pStyle" => {
                let hidden = self.is_hidden_style(element);
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.1 = hidden;
                }
            }
            _ => {}
        }
    }
}

/// Whether a switch such as `w:vanish` is turned off.
pub(super) fn is_off(element: &BytesStart<'_>) -> bool {
    value(element, "val").is_some_and(|said| matches!(&*said, "0" | "false" | "off"))
}

/// The name of an element of WordprocessingML, whatever its prefix.
pub(super) fn word<'e>(space: &ResolveResult<'_>, element: &'e BytesStart<'_>) -> Option<&'e str> {
    match space {
        ResolveResult::Bound(Namespace(name)) if WORD.contains(name) => {
            Some(element.local_name().into_inner())
        }
        _ => None,
    }
}

/// The name of an element of a formula: its runs and texts are called as those of a paragraph.
fn math<'e>(space: &ResolveResult<'_>, element: &'e BytesStart<'_>) -> Option<&'e str> {
    match space {
        ResolveResult::Bound(Namespace(name)) if MATH.contains(name) => {
            Some(element.local_name().into_inner())
        }
        _ => None,
    }
}

/// The value of an attribute, whatever its prefix.
pub(super) fn value(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element
        .attributes()
        .flatten()
        .find(|attribute| attribute.key.local_name().into_inner() == name)?;
    Some(found.value.into_owned())
}

/// Whether an element and what it holds is left out.
fn is_hidden(space: &ResolveResult<'_>, element: &BytesStart<'_>) -> bool {
    match word(space, element) {
        // Deleted or moved away with changes tracked; the reading of a character.
        Some("del" | "moveFrom" | "rt") => true,
        // The lines that part notes from the text.
        Some("footnote" | "endnote") => value(element, "type").is_some_and(|kind| kind != "normal"),
        Some(_) => false,
        // The other form of a drawing.
        None => {
            matches!(space, ResolveResult::Bound(Namespace(name)) if *name == COMPATIBILITY)
                && element.local_name().into_inner() == "Fallback"
        }
    }
}
