//! Files of units other than TMX: which reader a file gets, bilingual TSV, and what the exports look like.

use karvan::error::Error;
use karvan::format::detect::{Format, ReadOptions, detect, open_units};
use karvan::format::{Entry, UnitReader, UnitWriter, csv, jsonl, tsv, xliff};
use karvan::lang::Lang;
use karvan::model::{Code, CodeKind, Inline, Tu, Tuv};
use proptest::prelude::*;
use std::fmt::Write as _;
use std::path::Path;

fn lang(tag: &str) -> Lang {
    Lang::parse(tag).unwrap()
}

fn read_tsv(text: &[u8], langs: Option<(&str, &str)>) -> Result<String, Error> {
    let (source, target) = langs.map(|(s, t)| (lang(s), lang(t))).unzip();
    let mut reader = tsv::Reader::new(text, "a.tsv", source, target);
    let mut out = String::new();
    while let Some(entry) = reader.next_entry() {
        let described = match entry? {
            Entry::Rejected(rejected) => {
                format!("{}: rejected: {}\n", rejected.line, rejected.named())
            }
            Entry::Unit { tu, line, .. } => {
                let texts: Vec<String> = tu
                    .variants
                    .iter()
                    .map(|tuv| {
                        let text = tuv
                            .segment
                            .text()
                            .replace('\n', "<LF>")
                            .replace('\r', "<CR>")
                            .replace('\t', "<TAB>");
                        format!("{}={text}", tuv.lang)
                    })
                    .collect();
                let source = tu.source_lang.map_or("*".into(), |l| l.to_string());
                let id = tu.tuid.unwrap_or_default();
                format!("{line}: {id} {source}: {}\n", texts.join(" | "))
            }
        };
        out.push_str(&described);
    }
    for remark in reader.remarks() {
        if remark.text.starts_with("cells were read") || remark.text.starts_with("rows ") {
            writeln!(out, "{}: {}", remark.line, remark.text).unwrap();
        }
    }
    Ok(out)
}

#[test]
fn tsv_cases() {
    let cases = include_str!("data/tsv-cases.txt");
    let mut count = 0;
    for case in cases.split("\n== ").skip(1) {
        let (title, rest) = case.split_once('\n').unwrap();
        let (input, expected) = rest.split_once("\n-- ").unwrap();
        let (langs, expected) = expected.split_once('\n').unwrap();
        let langs = langs.split_once(' ');
        let input = input.replace("<TAB>", "\t").replace("<CR>", "\r");
        let got = match read_tsv(input.as_bytes(), langs) {
            Ok(text) => text,
            Err(error) => format!("error: {error}\nhelp: {}\n", error.help().unwrap_or("")),
        };
        assert_eq!(got.trim_end(), expected.trim_end(), "{title}");
        count += 1;
    }
    assert!(count >= 10);
}

#[test]
fn tsv_in_other_encodings() {
    let text = "\u{feff}id\ten\tzh\r\n7\tHello\t你好\r\n";
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [text.as_bytes(), &utf16] {
        assert_eq!(
            read_tsv(bytes, None).unwrap(),
            "2: 7 *: en=Hello | zh=你好\n"
        );
    }
    let text = "\u{feff}en\taz\r\n\"two\nlines\"\t\"iki\nsətir\"\r\nOne\tBir\r\n";
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(
        read_tsv(&utf16, None).unwrap(),
        "2:  *: en=two<LF>lines | az=iki<LF>sətir\n5:  *: en=One | az=Bir\n\
         2: cells were read without the quotation marks around them: 2\n"
    );
    assert_eq!(
        read_tsv(b"en\taz\nok\tyax\xff\n", None)
            .unwrap_err()
            .to_string(),
        "a.tsv:2:7: the bytes here are not UTF-8"
    );
    assert_eq!(
        read_tsv(b"en\taz\nok\ty\0\n", None)
            .unwrap_err()
            .to_string(),
        "a.tsv:2:5: there is a NUL byte: this is not a text"
    );
}

#[test]
fn content_decides_what_a_file_is() {
    let utf16: Vec<u8> = "<?xml version='1.0'?><tmx/>"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for (head, expected) in [
        (
            &b"<?xml version='1.0'?>\n<tmx version='1.4'>"[..],
            Ok(Format::Tmx),
        ),
        (b"\xef\xbb\xbf\n<!-- c --><tmx>", Ok(Format::Tmx)),
        (&utf16, Ok(Format::Tmx)),
        (b"en\taz\nx\ty\n", Ok(Format::Tsv)),
        (b"\n\nx\ty\n", Ok(Format::Tsv)),
        (b"<b>Bold</b>\t<b>Qal\xc4\xb1n</b>\n", Ok(Format::Tsv)),
        (b"[1] One\t[1] Bir\n", Ok(Format::Tsv)),
        (b"{\"a\": 1}", Ok(Format::Jsonl)),
        (b"{\"a\":\t1}\n{", Ok(Format::Jsonl)),
        (
            b"{\n  \"a\": 1}",
            Err("this is JSON, but not one object a line"),
        ),
        (
            b"[\n  {\"a\": 1}]",
            Err("this is JSON, but not one object a line"),
        ),
        (b"id,en,az\n", Ok(Format::Csv(b','))),
        (b"Source;Target\nx;y\n", Ok(Format::Csv(b';'))),
        (b"\"en\"\t\"az\"\n", Ok(Format::Csv(b'\t'))),
        (b"\"One\"\t\"Bir\"\n", Ok(Format::Tsv)),
        (b"sep=;\r\nen;az\r\n", Ok(Format::Csv(b';'))),
        (b"<!DOCTYPE html><html>", Err("this is an HTML page")),
        (
            b"<?xml version='1.0'?><xliff version='1.2'>",
            Ok(Format::Xliff),
        ),
        (b"\x89PNG\r\n\x1a\n", Err("this is a PNG picture")),
        (b"\x1f\x8b\x08", Err("this is a gzip archive")),
        (b"SQLite format 3\0", Err("this is a SQLite database")),
        (b"", Err("the file is empty")),
        (b"\xef\xbb\xbf \n", Err("the file is empty")),
        (
            b"just words\n",
            Err(
                "this is text without columns: there are no tabs, and no header that names languages",
            ),
        ),
    ] {
        let found = detect(head);
        let found = found.as_ref().map(|f| *f).map_err(String::as_str);
        assert_eq!(found, expected, "{}", String::from_utf8_lossy(head));
    }
}

#[test]
fn files_that_cannot_be_opened() {
    let open = |path: &Path| match open_units(path, &ReadOptions::default()) {
        Ok(_) => panic!("{} was opened", path.display()),
        Err(error) => (error.to_string(), error.help().unwrap_or("").to_owned()),
    };
    let folder = tempfile::tempdir().unwrap();
    let (what, help) = open(folder.path());
    assert!(what.ends_with("cannot be read: it is a folder"), "{what}");
    assert_eq!(help, "name a file in it");
    let (what, _) = open(&folder.path().join("none.tmx"));
    assert!(
        what.ends_with("none.tmx: cannot be read: there is no such file"),
        "{what}"
    );
    let empty = folder.path().join("empty.tmx");
    std::fs::write(&empty, "").unwrap();
    let (what, help) = open(&empty);
    assert!(what.ends_with("empty.tmx: the file is empty"), "{what}");
    assert!(help.starts_with("karvan reads TMX, XLIFF,"), "{help}");
}

fn sample_units() -> Vec<Tu> {
    let mut second = Tuv::plain(lang("az-Latn-AZ"), "üç,\r\n\"dörd\"\tbeş");
    second.segment.content.push(Inline::Code(Code {
        kind: CodeKind::Ph,
        attributes: Vec::new(),
        content: vec![Inline::Text("<br>".into())],
    }));
    vec![
        Tu {
            tuid: Some("a\tb".into()),
            source_lang: Some(lang("en")),
            origin: Some("x.txt".into()),
            alignment: Some(0.5),
            variants: vec![Tuv::plain(lang("en-US"), "one"), second],
            ..Tu::default()
        },
        Tu {
            variants: vec![Tuv::plain(lang("zh"), " 一 ")],
            ..Tu::default()
        },
        Tu {
            variants: vec![Tuv::plain(lang("ru"), "нет")],
            ..Tu::default()
        },
    ]
}

fn written(mut writer: impl UnitWriter) {
    for tu in sample_units() {
        writer.write(&tu).unwrap();
    }
    writer.finish().unwrap();
}

#[test]
fn exports() {
    let langs = || vec![lang("en"), lang("az"), lang("zh")];
    let mut out = Vec::new();
    written(tsv::Writer::new(&mut out, langs()));
    assert_eq!(
        String::from_utf8(out.clone()).unwrap(),
        "id\ten\taz\tzh\na b\tone\tüç, \"dörd\" beş\t\n\t\t\t 一 \n"
    );
    // What is exported can be read again.
    let again = read_tsv(&out, None).unwrap();
    assert!(
        again.starts_with("2: a b *: en=one | az=üç, \"dörd\" beş\n3:  *: zh= 一 \n"),
        "{again}"
    );

    let mut out = Vec::new();
    written(csv::Writer::new(&mut out, langs()));
    assert_eq!(
        String::from_utf8(out).unwrap(),
        "id,en,az,zh\na\tb,one,\"üç,\r\n\"\"dörd\"\"\tbeş\",\n,,,\" 一 \"\n"
    );

    let mut out = Vec::new();
    written(jsonl::Writer::new(&mut out, langs()));
    let out = String::from_utf8(out).unwrap();
    let lines: Vec<&str> = out.lines().collect();
    assert!(
        lines[0].starts_with(concat!(
            r#"{"id":"a\tb","source_lang":"en","origin":"x.txt","alignment":0.5,"#,
            r#""texts":{"en":"one","az":"üç,\r\n\"dörd\"\tbeş","zh":null},"tu":{"#
        )),
        "{out}"
    );
    assert_eq!(
        lines[1..],
        [
            r#"{"id":null,"source_lang":null,"origin":null,"alignment":null,"texts":{"en":null,"az":null,"zh":" 一 "}}"#
        ]
    );
    for line in out.lines() {
        serde_json::from_str::<serde_json::Value>(line).unwrap();
    }

    let mut out = Vec::new();
    tsv::Writer::new(&mut out, langs()).finish().unwrap();
    assert_eq!(out, b"id\ten\taz\tzh\n");
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..100), named in any::<bool>()) {
        let _ = detect(&bytes);
        let _ = read_tsv(&bytes, named.then_some(("en", "az")));
        let _ = read_tsv(&[b"id\ten\taz\n", &bytes[..]].concat(), None);
    }

    #[test]
    fn exported_texts_are_read_back(texts in proptest::collection::vec(("[^\t\r\n\0]*[a-zə北]", "[a-zə北][^\t\r\n\0]*"), 0..4)) {
        let mut out = Vec::new();
        let mut writer = tsv::Writer::new(&mut out, vec![lang("en"), lang("az")]);
        let mut expected = String::new();
        for (n, (en, az)) in texts.iter().enumerate() {
            let variants = vec![Tuv::plain(lang("en"), en), Tuv::plain(lang("az"), az)];
            writer.write(&Tu { variants, ..Tu::default() }).unwrap();
            writeln!(expected, "{}:  *: en={en} | az={az}", n + 2).unwrap();
        }
        writer.finish().unwrap();
        prop_assert_eq!(read_tsv(&out, None).unwrap(), expected);
    }
}

#[test]
fn a_second_variant_of_a_language_is_counted_as_one_in_xliff_too() {
    let mut tu = Tu::default();
    for (tag, text) in [("en", "One"), ("az", "Bir"), ("az", "Tək"), ("zh", "一")] {
        tu.variants.push(Tuv::plain(lang(tag), text));
    }
    let (mut first, mut second) = (Vec::new(), Vec::new());
    let writers: [Box<dyn UnitWriter + '_>; 2] = [
        Box::new(xliff::Writer::new(&mut first, lang("en"), lang("az"))),
        Box::new(xliff::Writer2::new(&mut second, lang("en"), lang("az"))),
    ];
    for mut writer in writers {
        writer.write(&tu).unwrap();
        let counts = [
            ("second variants in a language", 1),
            ("variants in other languages", 1),
        ];
        assert_eq!(writer.left_out().counts()[..2], counts);
    }
}
