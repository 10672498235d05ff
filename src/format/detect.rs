//! Which reader a file needs: found by its content, never by its name.

use super::encoding;
use super::shared::Shared;
use super::{
    Entry, Remark, UnitReader, Untranslated, csv, excerpt, jsonl, packed, po, tmx, tsv, xliff,
};
use crate::error::{Error, Place, Result};
use crate::lang::Lang;
use crate::model::Header;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How much of a file is looked at.
pub(super) const HEAD: usize = 1 << 13;

/// What a user can do about a file that is not read.
pub(super) const HELP: &str =
    "karvan reads TMX, XLIFF, PO, TSV, CSV and JSON lines, also packed with gzip or zip";

/// What the user says about a file that does not say it itself.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// The language of the source column.
    pub source: Option<Lang>,
    /// The language of the target column.
    pub target: Option<Lang>,
    /// Read what is not well-formed as it seems to be meant, where the format allows such a reading (TMX).
    pub lenient: bool,
    /// Remark on whatever the format's own rules do not allow, even where it does no harm (TMX).
    pub rules: bool,
    /// What becomes of units that are not translated yet (XLIFF, PO).
    pub untranslated: Untranslated,
    /// Remark on what the format's own rules forbid, but for what every reader is to take (TMX).
    pub forbidden: bool,
    /// Refuse a file of another format.
    pub only: Option<Format>,
}

/// The formats of units that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// TMX.
    Tmx,
    /// Tab-separated text.
    Tsv,
    /// Text in quoted cells, with what separates them.
    Csv(u8),
    /// One JSON object a line.
    Jsonl,
    /// XLIFF, with the dialects of Trados Studio and memoQ.
    Xliff,
    /// PO of gettext.
    Po,
}

/// Opens a file of units, or standard input for `-`, which is read as a stream. One that is packed with gzip or zip
/// is unpacked on the way.
///
/// # Errors
/// [`Error::Read`] for what is missing, a folder or not permitted; [`Error::Malformed`] for a file that is empty or
/// of another kind.
pub fn open_units(path: &Path, options: &ReadOptions) -> Result<Box<dyn UnitReader + Send>> {
    let input: Box<dyn Read + Send> = if path == Path::new("-") {
        Box::new(io::stdin())
    } else {
        if path.is_dir() {
            let folder = io::Error::from(io::ErrorKind::IsADirectory);
            return Err(Error::read(path, folder));
        }
        Box::new(File::open(path).map_err(|source| Error::read(path, source))?)
    };
    read_units(input, path, options)
}

/// Reads units from a stream, whatever their format; `path` is what errors call it. A zip archive is read from that
/// file instead, since it begins at its end; one that comes through a pipe is kept in a temporary file.
///
/// # Errors
/// As [`open_units`].
pub fn read_units(
    mut input: Box<dyn Read + Send>,
    path: &Path,
    options: &ReadOptions,
) -> Result<Box<dyn UnitReader + Send>> {
    let head = head_of(&mut input, path)?;
    let unpacked = if packed::is_gzip(&head) {
        packed::gunzip(packed::with_head(head, input))
    } else if packed::is_zip(&head) {
        let file = if path.is_file() && path != Path::new("-") {
            File::open(path).map_err(|source| Error::read(path, source))?
        } else {
            packed::keep_zip(packed::with_head(head, input), path)?
        };
        packed::unzip(file, path)?
    } else {
        return read_plain(head, input, path, options);
    };
    let mut input = Shared::new(unpacked.input);
    let head = head_of(&mut input, path)?;
    let reader = if packed::is_gzip(&head) {
        Err(packed::twice(path))
    } else {
        read_plain(head, Box::new(input.clone()), path, options)
    };
    let reader = reader.map_err(|error| of_packed(error, &mut input, path))?;
    Ok(Box::new(Packed {
        reader,
        input,
        path: path.to_path_buf(),
        taken: unpacked.taken,
        told: unpacked.told,
    }))
}

/// The error in the text of a packed file; where that file is damaged, no text that comes out of it says what is wrong.
fn of_packed(error: Error, input: &mut Shared, path: &Path) -> Error {
    match &error {
        Error::Malformed { .. } => input
            .damage()
            .map_or(error, |damage| Error::read(path, damage)),
        _ => error,
    }
}

fn head_of(input: &mut (dyn Read + Send), path: &Path) -> Result<Vec<u8>> {
    let mut head = Vec::with_capacity(HEAD);
    input
        .take(HEAD as u64)
        .read_to_end(&mut head)
        .map_err(|source| Error::read(path, source))?;
    Ok(head)
}

fn read_plain(
    head: Vec<u8>,
    rest: Box<dyn Read + Send>,
    path: &Path,
    options: &ReadOptions,
) -> Result<Box<dyn UnitReader + Send>> {
    let format = detect_in(&head, options.source.as_ref(), options.target.as_ref())
        .map_err(|what| Error::malformed(encoding::place_of(&head, path), what, HELP))?;
    if options.only.is_some_and(|only| only != format) {
        let what = "this is a file of units of another format";
        return Err(Error::malformed(Place::file(path), what, "give a TMX file"));
    }
    let whole = packed::with_head(head, rest);
    let (source, target) = (options.source.clone(), options.target.clone());
    Ok(match format {
        Format::Tmx => {
            let how = tmx::Options {
                lenient: options.lenient,
                rules: options.rules,
                forbidden: options.forbidden,
            };
            Box::new(tmx::Reader::with(whole, path, how))
        }
        Format::Tsv => Box::new(tsv::Reader::new(whole, path, source, target)),
        Format::Csv(delimiter) => {
            Box::new(csv::Reader::new(whole, path, delimiter, source, target))
        }
        Format::Po => {
            Box::new(po::Reader::new(whole, path, source, target).with(options.untranslated))
        }
        Format::Xliff => {
            Box::new(xliff::Reader::new(whole, path, source, target).with(options.untranslated))
        }
        Format::Jsonl => Box::new(jsonl::Reader::new(whole, path, source, target)),
    })
}

/// A reader of a packed file: its progress is that of the file on the disk.
struct Packed {
    reader: Box<dyn UnitReader + Send>,
    input: Shared,
    path: PathBuf,
    taken: Arc<AtomicU64>,
    told: packed::Told,
}

impl UnitReader for Packed {
    fn next_entry(&mut self) -> Option<Result<Entry>> {
        let entry = self.reader.next_entry()?;
        Some(entry.map_err(|error| of_packed(error, &mut self.input, &self.path)))
    }

    fn header(&self) -> &Header {
        self.reader.header()
    }

    fn position(&self) -> u64 {
        self.taken.load(Ordering::Relaxed)
    }

    fn may_have_late_header(&mut self) -> bool {
        self.reader.may_have_late_header()
    }

    fn has_place_for(&self, lang: &Lang) -> bool {
        self.reader.has_place_for(lang)
    }

    fn remarks(&mut self) -> Vec<Remark> {
        let mut remarks = self.told.take();
        remarks.append(&mut self.reader.remarks());
        remarks
    }
}

/// The format of a file that begins with these bytes, or what the file is instead, in the user's words.
pub fn detect(head: &[u8]) -> std::result::Result<Format, String> {
    detect_in(head, None, None)
}

/// The same where the user names the languages: the name of a column may be a code that is a word as well (`her`).
fn detect_in(
    head: &[u8],
    source: Option<&Lang>,
    target: Option<&Lang>,
) -> std::result::Result<Format, String> {
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
    let is_table = || po::begins(text) || csv::delimiter(text, source, target).is_some();
    if begins_late(text, &["tmx", "xliff"]) && !is_table() {
        return xml(text, false);
    }
    if first == '{' && (jsonl::is_object(line) || line.len() == text.len() && !has_tab) {
        return Ok(Format::Jsonl);
    }
    let begins_list = text
        .strip_prefix('[')
        .is_some_and(|rest| rest.trim_start().starts_with(['{', '[', '"']));
    if !has_tab && (first == '{' || begins_list) {
        return Err("this is JSON, but not one object a line".into());
    }
    if po::begins(text) {
        return Ok(Format::Po);
    }
    if let Some(delimiter) = csv::delimiter(text, source, target) {
        return Ok(Format::Csv(delimiter));
    }
    // A table may stand under lines of comment.
    let below = text.lines().find(|line| !line.starts_with('#'));
    if has_tab || first == '#' && below.is_some_and(|line| line.contains('\t')) {
        return Ok(Format::Tsv);
    }
    if text.contains('\0') {
        return Err("there are NUL bytes in it: this is not a text".into());
    }
    Err(no_units(head, text))
}

/// What a file is that holds no units, in the user's words.
fn no_units(head: &[u8], text: &str) -> String {
    let first = text.lines().next().unwrap_or_default();
    let shown = || text.chars().take(1000);
    // Letters of ASCII whose bytes are exchanged.
    let is_swapped = |c: char| matches!(u32::from(c).to_be_bytes(), [0, 0, 1..0x80, 0]);
    let swapped = shown().filter(|c| is_swapped(*c)).count();
    let unreadable = shown()
        .filter(|c| *c == char::REPLACEMENT_CHARACTER)
        .count();
    let count = shown().count();
    if first.starts_with("HTTP/") {
        let answer = excerpt(first);
        return format!("this is the answer of a web server ({answer}), not a file of units");
    }
    match head {
        [0xff, 0xfe, ..] if swapped * 2 > count => {
            "the byte order mark says UTF-16LE, but the bytes are UTF-16BE".into()
        }
        [0xfe, 0xff, ..] if swapped * 2 > count => {
            "the byte order mark says UTF-16BE, but the bytes are UTF-16LE".into()
        }
        [0xff, 0xfe, rest @ ..] | [0xfe, 0xff, rest @ ..] if is_ascii(rest) => {
            "the byte order mark says UTF-16, but the bytes behind it are UTF-8 or of a code page: take the mark away".into()
        }
        _ if unreadable * 2 > count => "the bytes are no text in UTF-8 or UTF-16".into(),
        _ => match csv::only_language(first) {
            Some(lang) => format!("the first line names one language only, {lang}: name all with -s and -t"),
            None => "this is text without columns: there are no tabs, and no header that names languages".into(),
        },
    }
}

/// Whether bytes begin with a line of ASCII, two letters of which would be one Chinese character of UTF-16.
fn is_ascii(bytes: &[u8]) -> bool {
    let mut first = bytes.iter().take(40).peekable();
    first.peek().is_some() && first.all(|b| matches!(b, b'\t' | b'\r' | b'\n' | b' '..=b'~'))
}

/// Whether a text holds XML with one of these elements at its root, and something stands before it that is none.
pub(super) fn begins_late(text: &str, roots: &[&str]) -> bool {
    let is_root = |tag: &str| {
        let after = |root: &&str| tag.strip_prefix('<')?.strip_prefix(*root)?.chars().next();
        let mut roots = roots.iter().filter_map(after);
        roots.any(|c| c.is_whitespace() || matches!(c, '>' | '/'))
    };
    let has_root = || text.match_indices('<').any(|(at, _)| is_root(&text[at..]));
    // A text in quotes may hold it among other things.
    let begins = |line: &str| {
        let before = line.split_once("<?xml ").map(|(before, _)| before);
        before.is_some_and(|before| !before.contains('"')) || is_root(line.trim_start())
    };
    text.lines()
        .any(|line| begins(line) && !line.contains('\t'))
        && has_root()
}

/// A text that begins with `<`: TMX, another kind of XML, or a TSV whose first text holds a tag.
fn xml(text: &str, has_tab: bool) -> std::result::Result<Format, String> {
    let small = text.to_ascii_lowercase();
    let begins = |what: &str| small.starts_with(what);
    if begins("<!doctype html") || begins("<html") {
        return Err("this is an HTML page".into());
    }
    let xml = begins("<?xml")
        || begins("<!doctype")
        || begins("<!--")
        || begins("<tmx")
        || begins("<xliff");
    if has_tab && !xml {
        return Ok(Format::Tsv);
    }
    if ["<xliff", ":xliff"].iter().any(|root| small.contains(root)) && !small.contains("<tmx") {
        return Ok(Format::Xliff);
    }
    Ok(Format::Tmx)
}
