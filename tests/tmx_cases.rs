//! Broken, odd and hostile TMX: what becomes of each file, read as it must be and read leniently.
//!
//! The table is `tests/data/tmx/cases.txt`. `KARVAN_UPDATE=1 cargo test --test tmx_cases` writes the verdicts anew;
//! look at the difference then. `tests/data/tmx/places.txt` says of further files all that is told, with its line.

use karvan::format::detect::{ReadOptions, read_units};
use karvan::format::units::{for_each_unit, header_of};
use karvan::format::{Entry, Remark, UnitReader};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<tmx version=\"1.4\">\n<header creationtool=\"x\" creationtoolversion=\"1\" segtype=\"sentence\" o-tmf=\"x\" adminlang=\"en\" srclang=\"en\" datatype=\"plaintext\"/>\n<body>\n";
const EN: &str = "<tuv xml:lang=\"en\"><seg>The talks began.</seg></tuv>";
const AZ: &str = "<tuv xml:lang=\"az\"><seg>Danışıqlar başladı.</seg></tuv>";
const TAIL: &str = "</body>\n</tmx>\n";

/// The bytes that a recipe makes: `{head}`, `{unit}`, `{en}`, `{az}`, `{tail}`, `{3*text}`, `\n`, `\xHH`, `\u{HEX}`;
/// `utf-16le:` or `utf-16be:` before it encodes all of it, `cut N:` keeps N bytes.
fn bytes_of(recipe: &str) -> Vec<u8> {
    if let Some(rest) = recipe.strip_prefix("cut ") {
        let (length, rest) = rest.split_once(": ").unwrap();
        let mut bytes = bytes_of(rest);
        bytes.truncate(length.parse().unwrap());
        return bytes;
    }
    for (prefix, encode) in [
        ("utf-16le: ", u16::to_le_bytes as fn(u16) -> [u8; 2]),
        ("utf-16be: ", u16::to_be_bytes),
    ] {
        if let Some(rest) = recipe.strip_prefix(prefix) {
            let text = String::from_utf8(bytes_of(rest)).unwrap();
            return text.encode_utf16().flat_map(encode).collect();
        }
    }
    let mut out = Vec::new();
    let mut rest = recipe;
    while let Some(at) = rest.find(['{', '\\']) {
        out.extend_from_slice(&rest.as_bytes()[..at]);
        rest = &rest[at..];
        rest = if let Some(escaped) = rest.strip_prefix("\\u{") {
            let (hex, after) = escaped.split_once('}').unwrap();
            let c = char::from_u32(u32::from_str_radix(hex, 16).unwrap()).unwrap();
            out.extend_from_slice(c.to_string().as_bytes());
            after
        } else if let Some(escaped) = rest.strip_prefix("\\x") {
            out.push(u8::from_str_radix(&escaped[..2], 16).unwrap());
            &escaped[2..]
        } else if let Some(after) = rest.strip_prefix("\\n") {
            out.push(b'\n');
            after
        } else {
            let (name, after) = rest[1..].split_once('}').unwrap();
            let unit = format!("<tu>{EN}{AZ}</tu>\n");
            match name {
                "head" => out.extend_from_slice(HEAD.as_bytes()),
                "tail" => out.extend_from_slice(TAIL.as_bytes()),
                "en" => out.extend_from_slice(EN.as_bytes()),
                "az" => out.extend_from_slice(AZ.as_bytes()),
                "unit" => out.extend_from_slice(unit.as_bytes()),
                _ => {
                    let times = name.split_once('*').map(|(n, text)| (n.parse(), text));
                    let Some((Ok(times), text)) = times else {
                        out.push(b'{');
                        rest = &rest[1..];
                        continue;
                    };
                    out.extend(bytes_of(text).repeat(times));
                }
            }
            after
        };
    }
    out.extend_from_slice(rest.as_bytes());
    out
}

fn open(bytes: Vec<u8>, lenient: bool) -> karvan::error::Result<Box<dyn UnitReader + Send>> {
    let options = ReadOptions {
        lenient,
        ..ReadOptions::default()
    };
    let input = Box::new(Cursor::new(bytes));
    read_units(input, Path::new("a.tmx"), &options)
}

/// Reads a file and hands over what becomes of it, entry after entry, with the remarks on the file; the message where it is refused.
fn read(
    bytes: Vec<u8>,
    lenient: bool,
    mut see: impl FnMut(Option<Entry>, Vec<Remark>),
) -> Result<(), String> {
    let mut reader = open(bytes, lenient).map_err(|error| error.to_string())?;
    loop {
        let entry = reader.next_entry();
        let entry = entry.transpose().map_err(|error| error.to_string())?;
        let is_end = entry.is_none();
        see(entry, reader.remarks());
        if is_end {
            return Ok(());
        }
    }
}

/// What became of the file, in one line.
fn verdict(bytes: Vec<u8>, lenient: bool) -> String {
    let (mut units, mut rejected) = (0, 0);
    let mut odd: BTreeMap<&str, u64> = BTreeMap::new();
    let mut count = |remarks: Vec<Remark>| {
        for remark in remarks {
            *odd.entry(remark.oddity.name()).or_default() += remark.count;
        }
    };
    let end = read(bytes, lenient, |entry, about_file| {
        match entry {
            Some(Entry::Unit { remarks, .. }) => {
                units += 1;
                count(remarks);
            }
            Some(Entry::Rejected(_)) => rejected += 1,
            None => {}
        }
        count(about_file);
    });
    if let Err(error) = end {
        return format!("refused: {error}");
    }
    let mut out = format!("read {units}");
    if rejected > 0 {
        write!(out, ", rejected {rejected}").unwrap();
    }
    for (n, (name, count)) in odd.iter().enumerate() {
        let before = if n == 0 { ": " } else { ", " };
        write!(out, "{before}{name} {count}").unwrap();
    }
    out
}

/// All that is said of a file, each with its line, and the texts of its units.
fn report(bytes: Vec<u8>, lenient: bool) -> String {
    let mut out = String::new();
    let end = read(bytes, lenient, |entry, about_file| {
        let mut say = |line: usize, what: &str| writeln!(out, "\t{line}: {what}").unwrap();
        let mut told = about_file;
        match entry {
            Some(Entry::Unit { tu, line, remarks }) => {
                let texts: Vec<String> = tu
                    .variants
                    .iter()
                    .map(|tuv| format!("{} {}", tuv.lang, tuv.segment.text()))
                    .collect();
                say(
                    line,
                    &format!("unit: {}", texts.join(" | "))
                        .escape_debug()
                        .to_string(),
                );
                told.extend(remarks);
            }
            Some(Entry::Rejected(rejected)) => {
                say(rejected.line, &format!("rejected: {}", rejected.reason));
            }
            None => {}
        }
        for remark in told {
            say(
                remark.line,
                &format!("{}: {}", remark.oddity.name(), remark.text),
            );
        }
    });
    if let Err(error) = end {
        writeln!(out, "\trefused: {error}").unwrap();
    }
    out
}

/// Compares a table of `tests/data/tmx` with what `outcome` makes of each of its files; there are at least so many.
fn compare(table: &str, least: usize, outcome: impl Fn(&[u8]) -> String) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/data/tmx");
    let path = path.join(table);
    let table = std::fs::read_to_string(&path).unwrap();
    let mut out = String::new();
    let mut cases = 0;
    let mut name = String::new();
    for line in table.lines() {
        if line.starts_with('\t') {
            continue;
        }
        writeln!(out, "{line}").unwrap();
        if line.starts_with('#') || line.is_empty() {
            line.clone_into(&mut name);
            continue;
        }
        cases += 1;
        let begun = Instant::now();
        out.push_str(&outcome(&bytes_of(line)));
        // The debug build is slow; the release build takes a tenth of it.
        assert!(begun.elapsed() < Duration::from_secs(60), "{name}");
    }
    if std::env::var_os("KARVAN_UPDATE").is_some() {
        std::fs::write(&path, &out).unwrap();
    }
    assert!(cases >= least, "{cases}");
    for (expected, found) in table.lines().zip(out.lines()) {
        assert_eq!(found, expected);
    }
    assert_eq!(out, table);
}

/// Whoever writes a header before the units of a file knows all of it. One that is refused is refused when its units are read.
fn check_header(bytes: &[u8], lenient: bool) {
    let open = || open(bytes.to_vec(), lenient);
    let read = || for_each_unit(open()?.as_mut(), |_, _| Ok(()));
    // The huge ones have nothing in their headers, and take their time.
    if bytes.len() < 1 << 16
        && let Ok(read) = read()
    {
        assert_eq!(header_of(open).unwrap(), read.header);
    }
}

#[test]
fn each_file_ends_as_the_table_says() {
    compare("cases.txt", 100, |bytes| {
        let strict = verdict(bytes.to_vec(), false);
        let lenient = verdict(bytes.to_vec(), true);
        check_header(bytes, false);
        check_header(bytes, true);
        if lenient == strict {
            format!("\t{strict}\n")
        } else {
            format!("\t{strict}\n\tlenient: {lenient}\n")
        }
    });
}

#[test]
fn what_is_odd_is_told_where_it_stands() {
    compare("places.txt", 1, |bytes| {
        let strict = report(bytes.to_vec(), false);
        let lenient = report(bytes.to_vec(), true);
        if lenient == strict {
            strict
        } else {
            format!("{strict}\tlenient:\n{lenient}")
        }
    });
}
