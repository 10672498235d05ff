//! Files of units of other tools: what is read from each, and what is said about broken ones. The fixtures and the
//! tables of what they hold lie in `tests/data/formats`; `SNAPSHOTS=overwrite` writes the tables anew.

use karvan::error::Error;
use karvan::format::detect::{ReadOptions, open_units, read_units};
use karvan::format::{Entry, UnitReader as _, Untranslated};
use karvan::lang::Lang;
use karvan::model::{Annotation, Attributes, Code, Inline, Neighbour, Tu};
use std::fmt::Write as _;
use std::io::Cursor;
use std::path::{Path, PathBuf};

fn options(langs: &str) -> ReadOptions {
    let mut langs = langs
        .split_whitespace()
        .map(|tag| Lang::parse(tag).unwrap());
    ReadOptions {
        source: langs.next(),
        target: langs.next(),
        ..ReadOptions::default()
    }
}

fn content(pieces: &[Inline]) -> String {
    let mut out = String::new();
    for piece in pieces {
        match piece {
            Inline::Text(text) => out.push_str(
                &text
                    .replace('\r', "␍")
                    .replace('\n', "␤")
                    .replace('\t', "␉"),
            ),
            Inline::Code(Code {
                kind,
                attributes,
                content: inner,
            }) => {
                write!(out, "{{{}", kind.name()).unwrap();
                for (name, value) in attributes {
                    write!(out, " {name}={value}").unwrap();
                }
                if !inner.is_empty() {
                    write!(out, ": {}", content(inner)).unwrap();
                }
                out.push('}');
            }
        }
    }
    out
}

fn annotations(
    out: &mut String,
    indent: &str,
    attributes: &Attributes,
    annotations: &[Annotation],
) {
    let known = [
        ("created", &attributes.creation_date),
        ("by", &attributes.creation_id),
        ("changed", &attributes.change_date),
        ("by", &attributes.change_id),
    ];
    for (name, value) in known {
        if let Some(value) = value {
            writeln!(out, "{indent}{name} {value}").unwrap();
        }
    }
    for (name, value) in &attributes.other {
        writeln!(out, "{indent}attribute {name}={value}").unwrap();
    }
    for annotation in annotations {
        match annotation {
            Annotation::Note(note) => {
                write!(
                    out,
                    "{indent}note {}",
                    content(&[Inline::Text(note.text.clone())])
                )
                .unwrap();
                for (name, value) in &note.attributes {
                    write!(out, " [{name}={value}]").unwrap();
                }
                out.push('\n');
            }
            Annotation::Prop(prop) => {
                let value = content(&[Inline::Text(prop.value.clone())]);
                writeln!(out, "{indent}{}={value}", prop.kind).unwrap();
            }
        }
    }
}

fn unit(out: &mut String, tu: &Tu) {
    let source = tu.source_lang.as_ref().map_or("*", Lang::as_str);
    write!(out, "{} from {source}", tu.tuid.as_deref().unwrap_or("-")).unwrap();
    if let Some(origin) = &tu.origin {
        write!(out, " of {origin}").unwrap();
    }
    if let Some(sure) = tu.alignment {
        write!(out, " sure {sure}").unwrap();
    }
    out.push('\n');
    annotations(out, "    ", &tu.attributes, &tu.annotations);
    for tuv in &tu.variants {
        writeln!(out, "  {}: {}", tuv.lang, content(&tuv.segment.content)).unwrap();
        annotations(out, "    ", &tuv.attributes, &tuv.annotations);
        for (name, neighbour) in [("before", &tuv.before), ("after", &tuv.after)] {
            match neighbour {
                Neighbour::Unknown => {}
                Neighbour::Border => writeln!(out, "    {name}: the border").unwrap(),
                Neighbour::Text(text) => writeln!(out, "    {name}: {text}").unwrap(),
            }
        }
    }
}

fn said(error: &Error) -> String {
    format!(
        "error: {error}\nhelp: {}\n",
        error.help().unwrap_or("NOTHING TO DO")
    )
}

/// All that a file holds, for people.
fn described(reader: Result<Box<dyn karvan::format::UnitReader + Send>, Error>) -> String {
    let mut reader = match reader {
        Ok(reader) => reader,
        Err(error) => return said(&error),
    };
    let mut out = String::new();
    while let Some(entry) = reader.next_entry() {
        match entry {
            Err(error) => out.push_str(&said(&error)),
            Ok(Entry::Rejected(rejected)) => {
                let (line, named) = (rejected.line, rejected.named());
                writeln!(out, "{line} rejected: {named}").unwrap();
            }
            Ok(Entry::Unit { tu, line, remarks }) => {
                write!(out, "{line} ").unwrap();
                unit(&mut out, &tu);
                for remark in remarks {
                    let times = match remark.count {
                        1 => String::new(),
                        count => format!(" ({count} times)"),
                    };
                    writeln!(out, "    odd: {}{times}", remark.text).unwrap();
                }
            }
        }
    }
    for remark in reader.remarks() {
        writeln!(out, "{} odd: {}", remark.line, remark.text).unwrap();
    }
    for annotation in &reader.header().annotations {
        annotations(
            &mut out,
            "header: ",
            &Attributes::default(),
            std::slice::from_ref(annotation),
        );
    }
    out
}

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/formats")
        .join(name)
}

/// Every fixture of a list, `FILE` or `FILE SOURCE TARGET` a line.
fn table(list: &[&str]) -> String {
    let folder = data("");
    let mut out = String::new();
    for line in list {
        let (name, langs) = line.split_once(' ').unwrap_or((line, ""));
        let read = described(open_units(&folder.join(name), &options(langs)));
        let folder = format!("{}/", folder.display()).replace("//", "/");
        writeln!(out, "== {line}\n{}", read.replace(&folder, "")).unwrap();
    }
    out
}

/// Small files that are wrong: `== TITLE`, the file, `-- ` with the languages of -s and -t, then what is said.
fn wrong(file: &str) -> String {
    let cases = std::fs::read_to_string(data(file)).unwrap();
    let mut parts = cases.split("\n== ");
    let mut out = parts.next().unwrap().to_owned();
    for case in parts {
        let (title, rest) = case.split_once('\n').unwrap();
        let (input, expected) = rest.split_once("\n-- ").unwrap();
        let langs = expected.lines().next().unwrap();
        let bytes = input
            .replace("<TAB>", "\t")
            .replace("<CR>", "\r")
            .replace("<BOM>", "\u{feff}")
            .replace("<FF>", "\u{0}FF");
        let bytes: Vec<u8> = bytes.into_bytes();
        // A byte that is no UTF-8 cannot stand in the table.
        let bytes = match bytes.windows(3).position(|w| w == b"\0FF") {
            Some(at) => [&bytes[..at], b"\xff", &bytes[at + 3..]].concat(),
            None => bytes,
        };
        let reader = read_units(
            Box::new(Cursor::new(bytes)),
            Path::new("a.file"),
            &options(langs),
        );
        write!(
            out,
            "\n== {title}\n{input}\n-- {langs}\n{}",
            described(reader)
        )
        .unwrap();
    }
    out
}

fn compare(actual: String, file: &str) {
    snapbox::assert_data_eq!(actual, snapbox::Data::read_from(&data(file), None).raw());
}

#[test]
fn tables() {
    let files = [
        "semicolon.csv en az",
        "languages.csv",
        "quoted-tabs.csv",
        "quotations.csv",
        "lines.jsonl",
    ];
    compare(table(&files), "tables.expected.txt");
    compare(wrong("tables.wrong.txt"), "tables.wrong.txt");
    compare(wrong("tables.unclosed.txt"), "tables.unclosed.txt");
    compare(wrong("lines.told.txt"), "lines.told.txt");
}

#[test]
fn xliff() {
    let files = [
        "codes.xlf",
        "prefix.xlf en az",
        "studio.sdlxliff",
        "memoq.mqxliff",
        "codes2.xlf",
        "notes.xlf",
        "groups.xlf",
    ];
    compare(table(&files), "xliff.expected.txt");
    compare(wrong("xliff.wrong.txt"), "xliff.wrong.txt");
    compare(wrong("xliff.misplaced.txt"), "xliff.misplaced.txt");
    compare(wrong("xliff.pairs.txt"), "xliff.pairs.txt");
    compare(wrong("xliff.around.txt"), "xliff.around.txt");
    compare(wrong("xliff.cut.txt"), "xliff.cut.txt");
}

#[test]
fn po() {
    let files = ["app.po", "latin5.po en", "chinese.po en"];
    compare(table(&files), "po.expected.txt");
    compare(wrong("po.wrong.txt"), "po.wrong.txt");
    compare(wrong("po.unfit.txt"), "po.unfit.txt");
}

#[test]
fn packed_files() {
    let files = [
        "port.csv.gz",
        "port.zip",
        "stored.zip",
        "cut.csv.gz",
        "sum.csv.gz",
        "twice.gz",
        "junk.csv.gz",
        "padded.csv.gz",
        "sum.zip",
        "cut.zip",
        "two.zip",
        "empty.zip",
        "office.zip",
        "method.zip",
    ];
    compare(table(&files), "packed.expected.txt");
}

/// The units and the reasons of what is rejected.
fn entries(file: &str, langs: &str, untranslated: Untranslated) -> (Vec<Tu>, Vec<String>) {
    let options = ReadOptions {
        untranslated,
        ..options(langs)
    };
    let mut reader = open_units(&data(file), &options).unwrap();
    let (mut units, mut reasons) = (Vec::new(), Vec::new());
    while let Some(entry) = reader.next_entry() {
        match entry.unwrap() {
            Entry::Unit { tu, .. } => units.push(*tu),
            Entry::Rejected(rejected) => reasons.push(rejected.reason),
        }
    }
    (units, reasons)
}

#[test]
fn what_is_not_translated_comes_beside_the_same_units_when_it_is_asked_for() {
    let mut found = 0;
    for (file, langs) in [
        ("app.po", ""),
        ("latin5.po", "en"),
        ("chinese.po", "en"),
        ("codes.xlf", ""),
        ("prefix.xlf", "en az"),
        ("studio.sdlxliff", ""),
        ("memoq.mqxliff", ""),
        ("codes2.xlf", ""),
    ] {
        let (translated, rejected) = entries(file, langs, Untranslated::Rejected);
        let (all, left) = entries(file, langs, Untranslated::Empty);
        let lacks = |tu: &&Tu| {
            let text = |n: usize| tu.variants.get(n).map(|tuv| tuv.segment.text());
            text(1).is_none_or(|target| target.is_empty() && text(0) != Some(target))
        };
        let missing = all.iter().filter(lacks).count();
        let complete: Vec<&Tu> = all.iter().filter(|tu| !lacks(tu)).collect();
        assert_eq!(complete, translated.iter().collect::<Vec<_>>(), "{file}");
        assert!(
            !left.iter().any(|r| r == "there is no translation"),
            "{file}"
        );
        // A form of an entry that has other forms was no unit and no reject.
        assert!(missing + left.len() >= rejected.len(), "{file}");
        found += missing;
    }
    assert!(found > 5, "{found}");
}

/// What becomes of each unit of a text: its languages or why it was refused, and what is odd about it.
fn told(text: &[u8], options: &ReadOptions) -> Vec<String> {
    let bytes = Box::new(Cursor::new(text.to_vec()));
    let mut reader = read_units(bytes, Path::new("a"), options).unwrap();
    let mut out = Vec::new();
    while let Some(entry) = reader.next_entry() {
        let mut said = match entry.unwrap() {
            Entry::Rejected(rejected) => vec![rejected.named()],
            Entry::Unit { tu, remarks, .. } => {
                let langs = tu.variants.iter().map(|tuv| tuv.lang.to_string());
                let said = remarks.into_iter().map(|remark| remark.text);
                vec![langs.collect::<Vec<_>>().join(" ")]
                    .into_iter()
                    .chain(said)
                    .collect()
            }
        };
        said.extend(reader.remarks().into_iter().map(|remark| remark.text));
        out.push(said.join("; "));
    }
    out.extend(reader.remarks().into_iter().map(|remark| remark.text));
    out
}

#[test]
fn a_line_of_json_is_refused_for_the_reason_that_it_has() {
    for (line, becomes) in [
        (
            r#"{"id":"5","en":null,"az":"Bir"}"#,
            "az; a unit has one language only: az",
        ),
        (
            r#"{"id":"5","az":"Bir"}"#,
            "az; a unit has one language only: az",
        ),
        (
            r#"{"en":"One","az":"\ud800"}"#,
            r#""az" holds no text (unexpected end of hex escape)"#,
        ),
        (
            r#"{"en":["One"],"az":"Bir"}"#,
            r#""en" holds no text (invalid type: sequence, expected a string)"#,
        ),
        (r#"{"en":"One","az":"Bir","no":5}"#, "en az"),
        (
            r#"{"texts":{"eng":"One","aze":"Bir"}}"#,
            "en az; eng was read as en; aze was read as az",
        ),
        (
            r#"{"texts":{"en":null}}"#,
            "there is no text in any language",
        ),
    ] {
        assert_eq!(told(line.as_bytes(), &ReadOptions::default()), [becomes]);
    }
}

#[test]
fn what_is_odd_in_a_tmx_is_told_and_what_the_dtd_forbids_where_it_counts() {
    let file = "<tmx version=\"1.4\" foo=\"1\"><header zoo=\"1\" srclang=\"en\"/><body bar=\"1\"><tu>\
        <tuv xml:lang=\"en\"><seg baz=\"1\">One <bpt i=\"1\" foo=\"q\"/><ept i=\"1\"/><sub>x</sub></seg></tuv>\
        <tuv lang=\"aze\"><seg>Bir</seg><note>n</note></tuv></tu></body></tmx>";
    let lost = "en az; <seg>: TMX has no attribute baz; \"1\" was left out; <bpt> of TMX has no foo=\"q\"; kept; \
        <sub> stands in <seg>; <note> stands after the <seg>: it belongs before it; aze was read as az; \
        <tmx>: TMX has no attribute foo; \"1\" was left out; \
        <header> of TMX has no zoo=\"1\"; kept as a property; \
        <header> has no creationtool, creationtoolversion, segtype, o-tmf, adminlang, datatype, which it must have; an export says what is \
        usual; <body>: TMX has no attribute bar; \"1\" was left out";
    let plain = told(file.as_bytes(), &ReadOptions::default());
    assert_eq!(plain, [lost]);
    let forbidden = ReadOptions {
        forbidden: true,
        ..ReadOptions::default()
    };
    let strict = told(file.as_bytes(), &forbidden).join("; ");
    for what in [
        "<bpt>: TMX has no attribute foo",
        "<note> stands after the <seg>: it belongs before it",
        "<header>: TMX has no attribute zoo",
        "<header> has no segtype, which it must have",
    ] {
        assert!(strict.contains(what), "{what}: {strict}");
    }
    // What every reader is to take is no fault.
    assert!(!strict.contains("lang where xml:lang"), "{strict}");
}

#[test]
fn a_forbidden_character_is_of_its_own_unit() {
    let unit = |text: &str| {
        format!(
            "<tu><tuv xml:lang=\"en\"><seg>{text}</seg></tuv><tuv xml:lang=\"az\"><seg>Bir</seg></tuv></tu>\n"
        )
    };
    let file = format!(
        "<tmx version=\"1.4\"><header creationtool=\"a\" creationtoolversion=\"1\" segtype=\"sentence\" o-tmf=\"a\" adminlang=\"en\" \
         srclang=\"en\" datatype=\"plaintext\"/><body>{}{}</body></tmx>",
        unit("One"),
        unit("Tw\u{1}")
    );
    let lenient = ReadOptions {
        lenient: true,
        ..ReadOptions::default()
    };
    assert_eq!(
        told(file.as_bytes(), &lenient),
        [
            "en az",
            "en az; the character U+0001, which XML forbids, was replaced by U+FFFD"
        ]
    );
}

#[test]
fn utf8_under_another_name_is_told() {
    let file = "<?xml version=\"1.0\" encoding=\"windows-1252\"?><tmx version=\"1.4\"><header srclang=\"en\"/><body><tu>\
        <tuv xml:lang=\"en\"><seg>Good</seg></tuv><tuv xml:lang=\"az\"><seg>Yaxşı</seg></tuv></tu></body></tmx>";
    let said = told(file.as_bytes(), &ReadOptions::default()).join("; ");
    assert!(
        said.contains("the bytes look like UTF-8: read as windows-1252"),
        "{said}"
    );
}

#[test]
fn a_byte_that_is_no_character_is_told() {
    let mut file = b"<?xml version=\"1.0\" encoding=\"windows-1252\"?><xliff version=\"1.2\"><file source-language=\"en\" target-language=\"de\"><body>\
        <trans-unit id=\"1\"><source>Talks</source><target>Gespr\xe4che\x81</target></trans-unit></body></file></xliff>".to_vec();
    let said = told(&file, &ReadOptions::default()).join("; ");
    assert!(
        said.contains("the byte 0x81 stands for no character in windows-1252"),
        "{said}"
    );
    file.retain(|byte| *byte != 0x81);
    let said = told(&file, &ReadOptions::default()).join("; ");
    assert!(!said.contains("the byte"), "{said}");
}

#[test]
fn another_field_of_a_header_says_nothing_of_the_encoding() {
    let header = |first: &str, last: &str| {
        format!(
            "msgid \"\"\nmsgstr \"\"\n\"{first}\\n\"\n\"Language: az\\n\"\n\"{last}\\n\"\n\nmsgid \"Two\"\nmsgstr \"İki\"\n"
        )
    };
    let other = "Last-Translator: who wrote Content-Type: text/plain; charset=ISO-8859-9";
    let utf8 = "Content-Type: text/plain; \"\n\"charset=UTF-8";
    let latin = "Content-Type: text/plain; charset=ISO-8859-9";
    for (first, last, text) in [
        (other, utf8, "İki"),
        (other, "MIME-Version: 1.0", "İki"),
        (other, latin, "Ä°ki"),
        (latin, other, "Ä°ki"),
        (
            other,
            "\"\n\nmsgid \"Content-Type: text/plain; charset=ISO-8859-9\"\nmsgstr \"",
            "İki",
        ),
    ] {
        let file = header(first, last);
        let mut reader = karvan::format::po::Reader::new(
            file.as_bytes(),
            "a.po",
            Some(Lang::stored("en")),
            None,
        );
        let mut texts = Vec::new();
        while let Some(entry) = reader.next_entry() {
            if let Entry::Unit { tu, .. } = entry.unwrap() {
                texts.push(tu.variants[1].segment.text());
            }
        }
        assert_eq!(texts.last().map(String::as_str), Some(text), "{file}");
    }
}

#[test]
fn a_comment_with_a_cr_says_nothing_of_the_encoding() {
    let file = "# a\rb Content-Type: text/plain; charset=ISO-8859-9\nmsgid \"\"\nmsgstr \"Language: az\\n\"\n\nmsgid \"Two\"\nmsgstr \"İki\"\n";
    let mut reader =
        karvan::format::po::Reader::new(file.as_bytes(), "a.po", Some(Lang::stored("en")), None);
    let entry = reader.next_entry().unwrap().unwrap();
    let Entry::Unit { tu, .. } = entry else {
        panic!("{entry:?}");
    };
    assert_eq!(tu.variants[1].segment.text(), "İki");
}

#[test]
fn utf8_under_another_name_is_told_of_po_too() {
    for (charset, told) in [("windows-1254", true), ("UTF-8", false), ("ASCII", false)] {
        let file = format!(
            "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset={charset}\\nLanguage: az\\n\"\n\nmsgid \"Two\"\nmsgstr \"İki\"\n"
        );
        let mut reader = karvan::format::po::Reader::new(
            file.as_bytes(),
            "a.po",
            Some(Lang::stored("en")),
            None,
        );
        while reader.next_entry().transpose().unwrap().is_some() {}
        let remarks = reader.remarks();
        let found = remarks
            .iter()
            .any(|remark| remark.text.contains("but the bytes look like UTF-8"));
        assert_eq!(found, told, "{charset}: {remarks:?}");
    }
}
