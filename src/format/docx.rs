//! Word documents (Office Open XML, ISO/IEC 29500): their paragraphs, and those of their footnotes and endnotes after them.
//!
//! A paragraph is a block, in the body, in the cells of tables and in text boxes. What was deleted with changes tracked is left
//! out, what was inserted is there; instructions of fields, hidden alternatives (`mc:Fallback`), headers and footers are
//! left out.

use super::page::Page;
use crate::error::{Error, Place, Result};
use quick_xml::events::Event;
use quick_xml::{Reader, XmlVersion};
use std::io::{Cursor, Read};
use std::path::Path;

/// A part may unpack to so many bytes: a longer one is no article.
const MOST_BYTES: u64 = 256 << 20;
/// Elements may lie so deep in one another.
const MOST_DEPTH: usize = 512;

/// Whether the bytes are those of a Word document: an archive that holds its main part.
pub(super) fn is_docx(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
        && zip::ZipArchive::new(Cursor::new(bytes)).is_ok_and(|archive| {
            archive
                .file_names()
                .any(|name| name.is_ok_and(|name| name.starts_with("word/")))
        })
}

/// A document as a text with a paragraph a line, and the page that it is.
pub(super) fn read(bytes: &[u8], path: &Path) -> Result<(String, Page)> {
    let broken = |what: &str| {
        let help = "save it again as .docx, or as plain text";
        Error::malformed(
            Place::file(path),
            format!("this Word document {what}"),
            help,
        )
    };
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes))
        .map_err(|error| broken(&format!("is a broken archive: {error}")))?;
    let mut part = |name: &str| -> Result<Option<String>> {
        let mut file = match archive.by_name(name) {
            Ok(file) => file,
            Err(zip::result::ZipError::FileNotFound) => return Ok(None),
            Err(error) => return Err(broken(&format!("cannot be unpacked: {error}"))),
        };
        let mut unpacked = Vec::new();
        file.by_ref()
            .take(MOST_BYTES + 1)
            .read_to_end(&mut unpacked)
            .map_err(|error| broken(&format!("cannot be unpacked: {error}")))?;
        if unpacked.len() as u64 > MOST_BYTES {
            return Err(broken("has a part of more than 256 MB"));
        }
        let text = String::from_utf8(unpacked);
        text.map(Some).map_err(|_| broken("is not in UTF-8"))
    };
    let main = part("_rels/.rels")?
        .as_deref()
        .and_then(main_part)
        .unwrap_or_else(|| "word/document.xml".to_owned());
    let body = part(&main)?.ok_or_else(|| broken("has no text part"))?;
    let mut paragraphs = Vec::new();
    let failed = |error| broken(&format!("has a broken part: {error}"));
    read_part(&body, &mut paragraphs).map_err(failed)?;
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    for notes in ["footnotes", "endnotes"] {
        if let Some(notes) = part(&format!("{folder}/{notes}.xml"))? {
            read_part(&notes, &mut paragraphs).map_err(failed)?;
        }
    }
    let mut lines = String::new();
    let mut page = Page::default();
    for paragraph in paragraphs {
        let start = lines.len();
        // A line break inside a paragraph is one in the text too, and a blank where lines count paragraphs.
        lines.push_str(&paragraph.replace('\n', " "));
        page.border();
        page.push(&paragraph, start..lines.len());
        lines.push('\n');
    }
    Ok((lines, page))
}

/// The part with the text, as the relationships of the archive name it.
fn main_part(relations: &str) -> Option<String> {
    let mut reader = Reader::from_str(relations);
    loop {
        match reader.read_event().ok()? {
            Event::Eof => return None,
            Event::Start(element) | Event::Empty(element) => {
                let value = |name: &str| {
                    let attribute = element.try_get_attribute(name).ok()??;
                    let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
                    Some(value.into_owned())
                };
                if value("Type").is_some_and(|kind| kind.ends_with("/officeDocument")) {
                    return value("Target").map(|target| target.trim_start_matches('/').to_owned());
                }
            }
            _ => {}
        }
    }
}

/// Adds the paragraphs of a part, without blank ones.
fn read_part(xml: &str, paragraphs: &mut Vec<String>) -> std::result::Result<(), String> {
    let mut reader = Reader::from_str(xml);
    // Paragraphs that are open: those of a text box lie inside of another one.
    let mut open: Vec<String> = Vec::new();
    let mut in_text = false;
    // The depth below an element that is left out.
    let mut hidden = 0_usize;
    let mut depth = 0_usize;
    let mut end = |open: &mut Vec<String>| {
        if let Some(paragraph) = open.pop().filter(|text| !text.trim().is_empty()) {
            paragraphs.push(paragraph.trim().to_owned());
        }
    };
    loop {
        let event = reader.read_event().map_err(|error| error.to_string())?;
        match event {
            Event::Eof => return Ok(()),
            Event::Start(element) => {
                depth += 1;
                if depth > MOST_DEPTH {
                    return Err("its elements lie too deep in one another".to_owned());
                }
                if hidden > 0 || is_hidden(element.name().0, &element) {
                    hidden += 1;
                    continue;
                }
                match element.name().0 {
                    "w:p" => open.push(String::new()),
                    "w:t" => in_text = true,
                    name => mark(name, &element, open.last_mut()),
                }
            }
            Event::Empty(element) if hidden == 0 => {
                mark(element.name().0, &element, open.last_mut());
            }
            Event::End(element) => {
                depth = depth.saturating_sub(1);
                if hidden > 0 {
                    hidden -= 1;
                    continue;
                }
                match element.name().0 {
                    "w:p" => end(&mut open),
                    "w:t" => in_text = false,
                    _ => {}
                }
            }
            Event::Text(text) if in_text && hidden == 0 => {
                if let Some(paragraph) = open.last_mut() {
                    paragraph.push_str(&text);
                }
            }
            Event::GeneralRef(name) if in_text && hidden == 0 => {
                let meant = match &*name {
                    "amp" => '&',
                    "lt" => '<',
                    "gt" => '>',
                    "quot" => '"',
                    "apos" => '\'',
                    _ => match name.resolve_char_ref() {
                        Ok(Some(c)) => c,
                        _ => char::REPLACEMENT_CHARACTER,
                    },
                };
                if let Some(paragraph) = open.last_mut() {
                    paragraph.push(meant);
                }
            }
            Event::CData(text) if in_text && hidden == 0 => {
                if let Some(paragraph) = open.last_mut() {
                    paragraph.push_str(&text);
                }
            }
            _ => {}
        }
    }
}

/// What a run holds beside text.
fn mark(name: &str, element: &quick_xml::events::BytesStart<'_>, paragraph: Option<&mut String>) {
    let Some(paragraph) = paragraph else { return };
    match name {
        "w:tab" | "w:ptab" if !is_stop(element) => paragraph.push('\t'),
        "w:br" | "w:cr" => paragraph.push('\n'),
        "w:noBreakHyphen" => paragraph.push('\u{2011}'),
        _ => {}
    }
}

/// Whether a tab is one of the stops that a paragraph's properties list.
fn is_stop(element: &quick_xml::events::BytesStart<'_>) -> bool {
    matches!(element.try_get_attribute("w:pos"), Ok(Some(_)))
}

/// Whether an element and what it holds is left out.
fn is_hidden(name: &str, element: &quick_xml::events::BytesStart<'_>) -> bool {
    match name {
        // Deleted or moved away with changes tracked; the other form of a drawing; the reading of a character.
        "w:del" | "w:moveFrom" | "mc:Fallback" | "w:rt" => true,
        // The lines that part notes from the text.
        "w:footnote" | "w:endnote" => {
            let kind = element.try_get_attribute("w:type").ok().flatten();
            kind.is_some_and(|kind| &*kind.value != "normal")
        }
        _ => false,
    }
}
