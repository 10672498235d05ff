//! Word documents (Office Open XML, ISO/IEC 29500): their paragraphs, and those of their footnotes and endnotes after them.
//!
//! A paragraph is a block, in the body, in the cells of tables and in text boxes. What was deleted with changes tracked is left
//! out, what was inserted is there; instructions of fields, hidden text (`w:vanish`, of a run or its style), hidden alternatives (`mc:Fallback`),
//! headers and footers are left out. How a part is read is in [`super::docx_part`]; which styles hide text, in [`super::docx_styles`].

use super::page::Page;
use super::xml::{Piece, Xml};
use super::{docx_part, docx_styles, encoding};
use crate::error::{Error, Place, Result};
use quick_xml::events::Event;
use quick_xml::{Reader, XmlVersion};
use std::io::{Cursor, Read};
use std::path::Path;

/// A part may unpack to so many bytes: a longer one is no article.
const MOST_BYTES: u64 = 256 << 20;

/// Whether the bytes are those of a Word document: an archive that holds its main part. One whose list of parts is missing, because
/// it was cut off, has their names before each of them, too.
pub(super) fn is_docx(bytes: &[u8]) -> bool {
    const FOLDER: &[u8] = b"word/";
    bytes.starts_with(b"PK\x03\x04")
        && match zip::ZipArchive::new(Cursor::new(bytes)) {
            Ok(archive) => archive
                .file_names()
                .any(|name| name.is_ok_and(|name| name.as_bytes().starts_with(FOLDER))),
            Err(_) => bytes.windows(FOLDER.len()).any(|stretch| stretch == FOLDER),
        }
}

/// A document as a text with a paragraph a line, and the page that it is.
pub(super) fn read(bytes: &[u8], path: &Path) -> Result<(String, Page)> {
    let broken = |what: &str| {
        let help = "save it again as .docx without a password, or as plain text";
        Error::malformed(
            Place::file(path),
            format!("this Word document {what}"),
            help,
        )
    };
    // Word puts a document with a password into another kind of file.
    if !bytes.starts_with(b"PK")
        && let Some(error) = encoding::foreign(bytes, path)
    {
        return Err(error);
    }
    if !bytes.starts_with(b"PK") {
        return Err(Error::malformed(
            Place::file(path),
            "this is no Word document: a .docx is a zip archive",
            "give a .docx, or leave --markup docx away",
        ));
    }
    let damaged = || {
        Error::malformed(
            Place::file(path),
            "this Word document is cut off or damaged: it is an archive, and not whole",
            "get the file again where it came from; if Word can open it, save it from there as a new .docx",
        )
    };
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
    let mut part = |name: &str| -> Result<Option<String>> {
        let mut file = match archive.by_name(name) {
            Ok(file) => file,
            Err(zip::result::ZipError::FileNotFound) => return Ok(None),
            Err(zip::result::ZipError::UnsupportedArchive(
                zip::result::ZipError::PASSWORD_REQUIRED,
            )) => return Err(broken("has a password")),
            Err(_) => return Err(damaged()),
        };
        let mut unpacked = Vec::new();
        file.by_ref()
            .take(MOST_BYTES + 1)
            .read_to_end(&mut unpacked)
            .map_err(|_| damaged())?;
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
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder);
    let styles = part(&format!("{folder}/styles.xml"))?;
    let hidden = styles
        .as_deref()
        .map(docx_styles::hidden)
        .unwrap_or_default();
    check(&main, &body).map_err(failed)?;
    docx_part::read(&body, &hidden, &mut paragraphs).map_err(failed)?;
    for notes in ["footnotes", "endnotes"] {
        let name = format!("{folder}/{notes}.xml");
        if let Some(notes) = part(&name)? {
            check(&name, &notes).map_err(failed)?;
            docx_part::read(&notes, &hidden, &mut paragraphs).map_err(failed)?;
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

/// Refuses a part of this name that is not well-formed XML, with its place.
fn check(name: &str, part: &str) -> std::result::Result<(), String> {
    let mut xml = Xml::new(part.as_bytes());
    loop {
        let fault = match xml.next() {
            Ok(Piece::End) => return Ok(()),
            Ok(Piece::Open(element)) => element.check().err(),
            Ok(_) => None,
            Err(fault) => Some(fault),
        };
        if let Some(fault) = fault {
            return Err(fault.in_file(Path::new(name), xml.place()).to_string());
        }
    }
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
