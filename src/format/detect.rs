//! Which reader a file needs: found by its content, never by its name.

use super::encoding;
use super::{UnitReader, tmx, tsv};
use crate::error::{Error, Place, Result};
use crate::lang::Lang;
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::Path;

/// How much of a file is looked at.
const HEAD: usize = 1 << 13;

/// What a user can do about a file that is not read.
const HELP: &str = "karvan reads TMX and TSV";

/// What the user says about a file that does not say it itself.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// The language of the source column.
    pub source: Option<Lang>,
    /// The language of the target column.
    pub target: Option<Lang>,
}

/// The formats of units that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// TMX.
    Tmx,
    /// Tab-separated text.
    Tsv,
}

/// Opens a file of units, or standard input for `-`, which is read as a stream.
///
/// # Errors
/// [`Error::Read`] for what is missing, a folder or not permitted; [`Error::Malformed`] for a file that is empty or
/// of another kind.
pub fn open_units(path: &Path, options: &ReadOptions) -> Result<Box<dyn UnitReader + Send>> {
    let mut input: Box<dyn Read + Send> = if path == Path::new("-") {
        Box::new(io::stdin())
    } else {
        if path.is_dir() {
            let folder = io::Error::from(io::ErrorKind::IsADirectory);
            return Err(Error::read(path, folder));
        }
        Box::new(File::open(path).map_err(|source| Error::read(path, source))?)
    };
    let mut head = Vec::with_capacity(HEAD);
    input
        .by_ref()
        .take(HEAD as u64)
        .read_to_end(&mut head)
        .map_err(|source| Error::read(path, source))?;
    let format =
        detect(&head).map_err(|what| Error::malformed(Place::file(path), what, help(&head)))?;
    let whole = Cursor::new(head).chain(input);
    Ok(match format {
        Format::Tmx => Box::new(tmx::Reader::new(whole, path)),
        Format::Tsv => Box::new(tsv::Reader::new(
            whole,
            path,
            options.source.clone(),
            options.target.clone(),
        )),
    })
}

fn help(head: &[u8]) -> &'static str {
    if head.starts_with(b"\x1f\x8b") {
        "unpack it with gunzip first; karvan reads TMX and TSV"
    } else {
        HELP
    }
}

/// The format of a file that begins with these bytes, or what the file is instead, in the user's words.
pub fn detect(head: &[u8]) -> std::result::Result<Format, String> {
    if let Some(kind) = encoding::foreign_kind(head) {
        return Err(format!("this is {kind}"));
    }
    let text = encoding::decode_head(head);
    let text = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    let Some(first) = text.chars().next() else {
        return Err("the file is empty".into());
    };
    let line = text.lines().next().unwrap_or_default();
    let has_tab = line.contains('\t');
    if first == '<' {
        return xml(text, has_tab);
    }
    let begins_list = text
        .strip_prefix('[')
        .is_some_and(|rest| rest.trim_start().starts_with(['{', '[', '"']));
    if !has_tab && (first == '{' || begins_list) {
        return Err("this is JSON".into());
    }
    if has_tab {
        return Ok(Format::Tsv);
    }
    Err("this is neither TMX nor text with columns separated by tabs".into())
}

/// A text that begins with `<`: TMX, another kind of XML, or a TSV whose first text holds a tag.
fn xml(text: &str, has_tab: bool) -> std::result::Result<Format, String> {
    let small = text.to_ascii_lowercase();
    let begins = |what: &str| small.starts_with(what);
    if begins("<!doctype html") || begins("<html") {
        return Err("this is an HTML page".into());
    }
    let xml = begins("<?xml") || begins("<!doctype") || begins("<!--") || begins("<tmx");
    if has_tab && !xml {
        return Ok(Format::Tsv);
    }
    if small.contains("<xliff") && !small.contains("<tmx") {
        return Err("this is XLIFF".into());
    }
    Ok(Format::Tmx)
}
