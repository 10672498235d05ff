use super::{check, is_place};
use crate::format::terms::{ReadTerms, TermOptions, terms_of};
use std::io::{Cursor, Write as _};
use std::path::Path;
use zip::CompressionMethod;
use zip::write::SimpleFileOptions;

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const RELATION: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const HEADER: &str =
    "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c></row>";
const TERMS: &str =
    "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>2</v></c><c r=\"B2\" t=\"s\"><v>3</v></c></row>";
const STRINGS: [&str; 4] = ["en", "az", "border", "sərhəd"];

fn strings(more: &str) -> String {
    let strings: String = STRINGS
        .map(|text| format!("<si><t>{text}</t></si>"))
        .concat();
    format!("<sst xmlns=\"{MAIN}\">{strings}{more}</sst>")
}

fn sheet(rows: &str) -> String {
    format!("<worksheet xmlns=\"{MAIN}\"><sheetData>{rows}</sheetData></worksheet>")
}

/// A workbook with these shared strings and this sheet, and a further part.
fn book(strings: &str, sheet: &str, further: (&str, &[u8])) -> Vec<u8> {
    let relation = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{RELATION}/{kind}\" Target=\"{target}\"/>")
    };
    let relations =
        |all: String| format!("<Relationships xmlns=\"{PACKAGE}\">{all}</Relationships>");
    let root = relations(relation("r1", "officeDocument", "xl/workbook.xml"));
    let own = relations(relation("r1", "worksheet", "worksheets/sheet1.xml"));
    let workbook = format!(
        "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATION}\"><sheets><sheet name=\"Terms\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
    );
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::DEFLATE);
    for (name, text) in [
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", workbook.as_bytes()),
        ("xl/_rels/workbook.xml.rels", own.as_bytes()),
        ("xl/sharedStrings.xml", strings.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        further,
    ] {
        zip.start_file(name, options).unwrap();
        zip.write_all(text).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn read(bytes: &[u8]) -> Result<ReadTerms, String> {
    terms_of(bytes, Path::new("t.xlsx"), &TermOptions::default()).map_err(|error| error.to_string())
}

const PICTURE: (&str, &[u8]) = ("xl/media/image1.png", b"\x89PNG");

#[test]
fn a_sound_workbook_is_read() {
    let sound = book(&strings(""), &sheet(&[HEADER, TERMS].concat()), PICTURE);
    assert_eq!(read(&sound).unwrap().entries.len(), 1);
    // A formula that cells share has a number, which says nothing of how many there are.
    let shared =
        "<row r=\"3\"><c r=\"A3\"><f t=\"shared\" si=\"4000000000\" ref=\"A3:A4\">B1</f></c></row>";
    let rows = [HEADER, TERMS, shared].concat();
    let refused = read(&book(&strings(""), &sheet(&rows), PICTURE))
        .unwrap()
        .refused;
    assert!(
        refused[0].reason.contains("a formula without a value"),
        "{refused:?}"
    );
}

#[test]
fn what_is_broken_is_refused_with_its_part_and_line() {
    let rows = [HEADER, TERMS].concat();
    let whole = sheet(&rows);
    let cut = &whole[..whole.len() - "</worksheet>".len()];
    let strange = |cell: &str| sheet(&rows.replace("r=\"A2\"", &format!("r=\"{cell}\"")));
    let no_place = "<c>: \"ZZZZZ9999999999\" is no place of a sheet";
    for (strings, sheet, what) in [
        (
            strings("<si><t>\u{1}</t></si>"),
            whole.clone(),
            "xl/sharedStrings.xml:1:",
        ),
        (
            strings("<si><t>A & B</t></si>"),
            whole.clone(),
            "an & begins no reference",
        ),
        (
            strings(""),
            whole.repeat(2),
            "something follows after the last end tag",
        ),
        (strings(""), cut.to_owned(), "xl/worksheets/sheet1.xml:1:"),
        (
            strings(""),
            cut.to_owned(),
            "the file ends before its last end tag",
        ),
        (strings(""), strange("ZZZZZ9999999999"), no_place),
        (
            strings(""),
            strange("ZZZZ99999999"),
            "where no sheet has one",
        ),
        (
            strings("").replace("<sst ", "<sst uniqueCount=\"99999999999\" "),
            whole.clone(),
            "more strings than karvan reads",
        ),
        (
            strings(""),
            sheet(&rows.replace("<v>3<", "<v>30000<")),
            "a cell names a shared string or formula that the workbook does not have",
        ),
    ] {
        let error = read(&book(&strings, &sheet, PICTURE)).unwrap_err();
        assert!(error.contains(what), "{what}: {error}");
        assert!(error.starts_with("t.xlsx: "), "{error}");
    }
}

#[test]
fn what_unpacks_beyond_measure_is_refused() {
    let whole = sheet(&[HEADER, TERMS].concat());
    let blanks = " ".repeat(2 << 20);
    let beyond = "unpacks to more than 300 times its size";
    for bomb in [
        // Between strings, in a picture, and in a part that no table is read from.
        book(&strings(&blanks), &whole, PICTURE),
        book(
            &strings(""),
            &whole,
            ("xl/media/image1.png", &vec![0; 2 << 20]),
        ),
        book(
            &strings(""),
            &whole,
            ("docProps/app.xml", &vec![b' '; 2 << 20]),
        ),
    ] {
        assert!(bomb.len() < 20_000, "{}", bomb.len());
        let read = read(&bomb).map(|read| read.entries.len());
        let error = read.expect_err(&format!("{} bytes", bomb.len()));
        assert!(error.contains(beyond), "{error}");
    }
    // One that a workbook names again and again.
    let long = format!("<si><t>{}</t></si>", "border ".repeat(100_000));
    let row = |n: usize| format!("<row r=\"{n}\"><c r=\"A{n}\" t=\"s\"><v>4</v></c></row>");
    let rows: String = (2..400).map(row).collect();
    let named = book(&strings(&long), &sheet(&[HEADER, &rows].concat()), PICTURE);
    let error = read(&named).unwrap_err();
    assert!(error.contains("it holds more than a glossary"), "{error}");
}

#[test]
fn a_damaged_archive_is_told_to_be_one() {
    let sound = book(&strings(""), &sheet(&[HEADER, TERMS].concat()), PICTURE);
    let mut damaged = sound.clone();
    // Inside of the first part.
    damaged[60] ^= 0xff;
    for bytes in [&sound[..sound.len() / 2], &damaged] {
        let error = check(bytes, Path::new("t.xlsx")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "t.xlsx: this XLSX workbook is cut off or damaged: it is an archive, and not whole"
        );
    }
}

#[test]
fn places_of_a_sheet() {
    for place in ["A1", "B7", "7", "xfd1048576", "B7:C9", "A1:A1"] {
        assert!(is_place(place), "{place}");
    }
    for place in [
        "",
        "A",
        "A0",
        "??",
        "A1B",
        "É1",
        "C9:B7",
        "A1:",
        "ABCDE1",
        "A123456789",
    ] {
        assert!(!is_place(place), "{place}");
    }
}
