//! Articles in the encodings that people still have, made here from one text a language.

use encoding_rs::Encoding;
use karvan::error::Error;
use karvan::format::article::{Article, Markup};
use karvan::lang::Lang;
use proptest::prelude::*;
use std::path::Path;

const ENGLISH: &str = "The minister’s visit – the first in ten years – ended on Friday. \
    “We agreed on a café in the old town,” he said.\r\n";
const TURKIC: &str =
    "Bakının küçələrində işıqlar yandı; şəhər qonaqları gözləyirdi. Görüş iki saat çəkdi.\n";
/// The same letters without the one that no code page of Windows has.
const TURKIC_1254: &str = "Şuşaya uzanan yolun açılışı oldu. Qonaqlar üçün böyük bir çadır quruldu; \
    yağış yağdığı üçün hamı ora yığışdı. Çıxışlar qısa oldu.\n";
const CHINESE: &str =
    "代表团周一抵达巴库。双方就过境运输和能源合作交换了意见，并商定明年再次会晤。\n";

fn lang(tag: &str) -> Lang {
    Lang::parse(tag).unwrap()
}

fn read(bytes: &[u8], tag: &str) -> (String, Option<&'static str>) {
    let article =
        Article::from_bytes(bytes, Path::new("a.txt"), &lang(tag), Markup::Plain).unwrap();
    (article.text, article.guessed.map(|guessed| guessed.0))
}

fn utf16(text: &str, big: bool) -> Vec<u8> {
    let order = if big {
        u16::to_be_bytes
    } else {
        u16::to_le_bytes
    };
    text.encode_utf16().flat_map(order).collect()
}

fn encoded(text: &str, label: &str) -> Vec<u8> {
    let encoding = Encoding::for_label(label.as_bytes()).unwrap();
    let (bytes, _, lost) = encoding.encode(text);
    assert!(!lost, "{label} cannot hold {text}");
    bytes.into_owned()
}

#[test]
fn a_mark_or_utf8_is_no_guess() {
    for text in [ENGLISH, TURKIC, CHINESE] {
        let marked = format!("\u{feff}{text}");
        for bytes in [
            text.as_bytes().to_vec(),
            marked.as_bytes().to_vec(),
            utf16(&marked, false),
            utf16(&marked, true),
        ] {
            assert_eq!(read(&bytes, "en"), (text.to_owned(), None));
        }
    }
}

#[test]
fn utf16_without_a_mark_is_found() {
    // A Chinese text without a line end has no NUL byte at all.
    for text in [ENGLISH, TURKIC, CHINESE, CHINESE.trim_end()] {
        for (big, name) in [(false, "UTF-16LE"), (true, "UTF-16BE")] {
            let (found, guessed) = read(&utf16(text, big), "az");
            assert_eq!(found, text);
            assert_eq!(guessed, Some(name));
        }
    }
}

#[test]
fn code_pages_are_guessed_and_said() {
    for (text, label, tag, name) in [
        (CHINESE, "gbk", "zh", "gb18030"),
        (CHINESE, "gb18030", "en", "gb18030"),
        (TURKIC_1254, "windows-1254", "az", "windows-1254"),
        (ENGLISH, "windows-1252", "en", "windows-1252"),
    ] {
        assert_eq!(
            read(&encoded(text, label), tag),
            (text.to_owned(), Some(name)),
            "{label}"
        );
    }
    // One sentence is enough, and so is a heading.
    for text in ["双方签署了合作文件。", "关于能源合作的联合声明"] {
        assert_eq!(
            read(&encoded(text, "gbk"), "zh"),
            (text.to_owned(), Some("gb18030"))
        );
    }
    assert_eq!(
        read(
            &encoded(
                "Görüş cümə günü başlanıb.".replace('ə', "a").as_str(),
                "windows-1254"
            ),
            "az"
        )
        .0,
        "Görüş cüma günü başlanıb."
    );
    // A character that only the four bytes of GB18030 can hold.
    let rare = format!("{CHINESE}他姓𬱖。\n");
    assert_eq!(
        read(&encoded(&rare, "gb18030"), "zh"),
        (rare.clone(), Some("gb18030"))
    );
}

#[test]
fn a_broken_byte_is_told_with_its_place() {
    let help = "mend what stands there, or save the text as UTF-8, and try again";
    for (text, cut, message) in [
        // A character of three bytes that lacks one; a letter of a code page in a text of UTF-8; half of a UTF-16 pair.
        (
            CHINESE.as_bytes(),
            &b"\xe4\xb8"[..],
            "a.txt:2:1: the text is not UTF-8: it cannot have the byte 0xE4 here",
        ),
        (
            TURKIC.as_bytes(),
            b"Qarda\xfe",
            "a.txt:2:6: the text is not UTF-8: it cannot have the byte 0xFE here",
        ),
        (
            &utf16(&format!("\u{feff}{TURKIC}ab"), true),
            b"\xd8\x00",
            "a.txt:2:3: the text should be UTF-16, and what stands here is no character of it",
        ),
    ] {
        let tail = if text[0] == 0xfe {
            &b"\0.\0\n"[..]
        } else {
            b".\n"
        };
        let bytes = [text, cut, tail].concat();
        let error = Article::from_bytes(&bytes, Path::new("a.txt"), &lang("az"), Markup::Plain);
        let error = error.unwrap_err();
        assert_eq!(error.to_string(), message);
        assert!(matches!(error, Error::Malformed { help: given, .. } if given == help));
    }
    // Among few characters of UTF-8 one place that is none, of a text in any of the languages.
    let placed = |bytes: &[u8], tag: &str| {
        let read = Article::from_bytes(bytes, Path::new("a.txt"), &lang(tag), Markup::Plain);
        read.unwrap_err().to_string()
    };
    let message = |column: usize, byte: &str| {
        format!("a.txt:1:{column}: the text is not UTF-8: it cannot have the byte 0x{byte} here")
    };
    let visit = [
        "Xarici işlər naziri Pekinə gəlib.".as_bytes(),
        b"\xa0",
        "Görüş olub.\n".as_bytes(),
    ]
    .concat();
    assert_eq!(placed(&visit, "az"), message(34, "A0"));
    let menu = ["It’s the ".as_bytes(), b"caf\xe9 of the port.\n"].concat();
    assert_eq!(placed(&menu, "en"), message(13, "E9"));
    // One letter of two bytes is enough for one place.
    let tea = [b"\xdeirin ".as_slice(), "çay.\n".as_bytes()].concat();
    assert_eq!(placed(&tea, "az"), message(1, "DE"));
    let pier = ["The café on the ".as_bytes(), b"jet\xe9e.\n"].concat();
    assert_eq!(placed(&pier, "en"), message(20, "E9"));
    let weather = "巴库今日晴。".as_bytes();
    assert_eq!(
        placed(&weather[..weather.len() - 1], "zh"),
        message(6, "E3")
    );
    // Short texts in code pages have hardly any characters that could be UTF-8.
    for (text, label, tag) in [
        ("“BAKÜ” şəhər deyil".replace('ə', "e"), "windows-1254", "az"),
        ("巴库今日晴。".to_owned(), "gb18030", "zh"),
        ("双方签署了协议。".to_owned(), "gb18030", "zh"),
    ] {
        let (read, guessed) = read(&encoded(&text, label), tag);
        assert_eq!((read, guessed), (text, Some(label)));
    }
    // More letters that are not UTF-8 than there are characters that are: a code page.
    assert!(read("Şuşa".as_bytes(), "az").1.is_none());
    assert_eq!(
        read(b"Qarda\xfe \xc3\xa7ay\xfd", "az").1,
        Some("windows-1254")
    );
}

#[test]
fn what_is_no_text_is_one_clear_message() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06";
    let noise: Vec<u8> = (0..4000_u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8)
        .collect();
    for (bytes, message) in [
        (&png[..], "a.txt: this is a PNG picture, not a text"),
        (
            b"PK\x03\x04\x14\0\x06\0",
            "a.txt: this is a zip archive (docx, xlsx and odt files are such archives), not a text",
        ),
        (
            &noise,
            "a.txt:1:1: this is not a text: it holds bytes that no text has",
        ),
    ] {
        let error =
            Article::from_bytes(bytes, Path::new("a.txt"), &lang("en"), Markup::Plain).unwrap_err();
        assert!(matches!(error, Error::Malformed { .. }));
        assert_eq!(error.to_string(), message);
        assert!(error.help().is_some());
    }
}

#[test]
fn a_place_in_markdown_is_a_place_in_the_file() {
    let page = "# Görüş\n\n- **Bakı** şəhərində [müqavilə](a.md) &amp; `əlavə` imzalandı.\n";
    let article = Article::from_bytes(
        page.as_bytes(),
        Path::new("a.md"),
        &lang("az"),
        Markup::Markdown,
    )
    .unwrap();
    for word in [
        "Görüş",
        "Bakı",
        "şəhərində",
        "müqavilə",
        "əlavə",
        "imzalandı",
    ] {
        let at = article.text.find(word).unwrap();
        assert_eq!(article.place(at), page.find(word).unwrap(), "{word}");
    }
    assert_eq!(
        article.place(article.text.find('&').unwrap()),
        page.find("&amp;").unwrap()
    );
    assert_eq!(Markup::of(Path::new("A.MD"), b""), Markup::Markdown);
    assert_eq!(Markup::of(Path::new("md"), b""), Markup::Plain);
}

proptest! {
    #[test]
    fn any_bytes_are_a_text_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        for markup in [Markup::Plain, Markup::Markdown, Markup::Html, Markup::Docx] {
            if let Ok(article) = Article::from_bytes(&bytes, Path::new("a"), &lang("zh"), markup) {
                for (at, _) in article.text.char_indices() {
                    prop_assert!(article.source().is_char_boundary(article.place(at)));
                }
            }
        }
    }

    #[test]
    fn any_bytes_in_the_text_part_never_panic(xml in "(<w:(p|r|t|rPr|vanish|style|rStyle|basedOn|br|tab|del|footnote)( w:(val|type|pos|styleId)=\"0\"|)/?>|</w:(p|r|t|rPr|del)>|<p xmlns=\"|<!\\[CDATA\\[|\\]\\]>|&(amp|#1|#x0|a);|[aə北<>&\"]){0,40}", bytes in proptest::collection::vec(any::<u8>(), 0..100), cut in 0..200usize) {
        let path = Path::new("a.docx");
        let whole = docx(&[("word/document.xml", &body(&xml)), ("word/footnotes.xml", &xml), ("word/styles.xml", &body(&xml))]);
        let mut cut_off = whole.clone();
        cut_off.truncate(whole.len().saturating_sub(cut));
        for bytes in [whole, cut_off, [b"PK\x03\x04", &bytes[..]].concat()] {
            if let Ok(article) = Article::from_bytes(&bytes, path, &lang("az"), Markup::Docx) {
                for (at, _) in article.text.char_indices() {
                    prop_assert!(article.source().is_char_boundary(article.place(at)));
                }
            }
        }
    }

    #[test]
    fn utf16_is_found_whatever_the_sentence(text in "[A-Za-zəğışçöü一-鿿]{1,40}[ ,。，]{1,3}[a-z一-龥]{1,30}\n", big: bool) {
        prop_assert_eq!(read(&utf16(&text, big), "zh").0, text);
    }
}

#[test]
fn old_line_ends_are_line_ends() {
    let text = "The envoy came to the city on Monday, was\nreceived by the mayor and visited the old\nport, where she met traders.\n\nShe left on Friday.\n";
    let read = |text: &str, markup| {
        Article::from_bytes(text.as_bytes(), Path::new("a"), &lang("en"), markup).unwrap()
    };
    for markup in [Markup::Plain, Markup::Markdown] {
        let modern = read(text, markup);
        let old = read(&text.replace('\n', "\r"), markup);
        assert_eq!(old.lines(), modern.lines());
        let at = text.find("received").unwrap();
        assert_eq!(old.line_column(at), (2, 1));
        assert_eq!(modern.line_column(at + 3), (2, 4));
        let windows = read(&text.replace('\n', "\r\n"), markup);
        assert_eq!(windows.line_column(at + 1), (2, 1));
    }
}

/// A Word document with these parts.
fn docx(parts: &[(&str, &str)]) -> Vec<u8> {
    use std::io::{Cursor, Write};
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, content) in parts {
        archive.start_file(*name, stored).unwrap();
        archive.write_all(content.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn body(content: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
         xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\"><w:body>{content}</w:body></w:document>"
    )
}

fn paragraphs(bytes: &[u8]) -> Vec<String> {
    let path = Path::new("visit.docx");
    let article = Article::from_bytes(bytes, path, &lang("az"), Markup::of(path, bytes)).unwrap();
    article.text.split("\n\n").map(str::to_owned).collect()
}

#[test]
fn a_word_document_with_entities_is_refused() {
    let entity = "<!DOCTYPE w:document [<!ENTITY host SYSTEM \"file:///etc/hostname\">]>";
    for (prolog, text, what) in [
        (
            entity,
            "&host;",
            "the entity &host; lies in another file, and karvan reads no other file",
        ),
        (
            "",
            "&nbsp;",
            "the entity &nbsp; is declared nowhere in this file",
        ),
        ("", "&#1;", "word/document.xml:1:"),
        (
            "<!DOCTYPE w:document [<!ENTITY host \"ev\">]>",
            "&host;",
            "&host; stands for a text that is not in it",
        ),
    ] {
        let paragraph = format!("<w:p><w:r><w:t>Səfər {text}</w:t></w:r></w:p>");
        let document = body(&paragraph).replace("?>", &format!("?>{prolog}"));
        let bytes = docx(&[("word/document.xml", &document)]);
        let path = Path::new("visit.docx");
        let read = Article::from_bytes(&bytes, path, &lang("az"), Markup::of(path, &bytes));
        let error = read.unwrap_err().to_string();
        assert!(error.contains(what), "{error}");
    }
}

#[test]
fn a_word_document_is_its_paragraphs() {
    let run = |text: &str| format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>");
    let paragraph = |runs: &str| {
        format!("<w:p><w:pPr><w:tabs><w:tab w:pos=\"1\"/></w:tabs></w:pPr>{runs}</w:p>")
    };
    let content = [
        paragraph(
            &(run("Səfər ") + &run("&amp; ") + "<w:r><w:rPr><w:b/></w:rPr><w:t>görüş</w:t></w:r>"),
        ),
        // Changes that were tracked, a field, a line break, a tab.
        paragraph(&format!(
            "<w:del><w:r><w:delText>köhnə</w:delText></w:r></w:del><w:ins>{}</w:ins><w:moveFrom>{}</w:moveFrom>\
             <w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:br/></w:r>{}<w:r><w:tab/></w:r>{}",
            run("yeni"),
            run("getdi"),
            run("sətir"),
            run("sütun"),
        )),
        paragraph("<w:r/>"),
        format!(
            "<w:tbl><w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>",
            paragraph(&run("2025")),
            paragraph(&run("artıb"))
        ),
        // A text box stands in the file twice.
        paragraph(&format!(
            "<w:r><mc:AlternateContent><mc:Choice><w:txbxContent>{0}</w:txbxContent></mc:Choice>\
             <mc:Fallback><w:txbxContent>{0}</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>{1}",
            paragraph(&run("çərçivə")),
            run("mətn"),
        )),
        // A formula has runs and texts of its own.
        paragraph(&format!(
            "{}<m:oMath xmlns:m=\"http://schemas.openxmlformats.org/officeDocument/2006/math\"><m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e>\
             <m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup><m:r><w:rPr><w:i/></w:rPr><m:t>=</m:t></m:r><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num>\
             <m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>{}",
            run("Düstur "),
            run(" olur"),
        )),
    ];
    let notes = "<w:footnotes xmlns:w=\"http://purl.oclc.org/ooxml/wordprocessingml/main\"><w:footnote w:type=\"separator\"><w:p><w:r><w:t>---</w:t></w:r></w:p></w:footnote>\
                 <w:footnote><w:p><w:r><w:t>qeyd</w:t></w:r></w:p></w:footnote></w:footnotes>";
    let bytes = docx(&[
        ("word/document.xml", &body(&content.concat())),
        ("word/footnotes.xml", notes),
    ]);
    assert_eq!(
        paragraphs(&bytes),
        [
            "Səfər & görüş",
            "yeni\nsətir\tsütun",
            "2025",
            "artıb",
            "çərçivə",
            "mətn",
            "Düstur x^2=1/2 olur",
            "qeyd"
        ]
    );
    // The line of a segment is the number of its paragraph.
    let article = Article::from_bytes(&bytes, Path::new("a"), &lang("az"), Markup::Docx).unwrap();
    let at = article.text.find("artıb").unwrap();
    assert_eq!(article.line_column(article.place(at)), (4, 1));
}

#[test]
fn hidden_text_is_no_text_of_a_word_document() {
    let run = |properties: &str, text: &str| {
        format!("<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>")
    };
    let content = [
        // The mark of the paragraph is hidden, its text is not.
        "<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>".to_owned(),
        run("<w:b/><w:vanish/>", "gizli "),
        run("<w:vanish w:val=\"0\"/>", "görünən"),
        run("<w:vanish w:val=\"true\"></w:vanish>", " gizli"),
        "<w:r><w:t> mətn</w:t></w:r></w:p>".to_owned(),
    ];
    let bytes = docx(&[("word/document.xml", &body(&content.concat()))]);
    assert_eq!(paragraphs(&bytes), ["görünən mətn"]);
}

#[test]
fn a_style_may_hide_text() {
    let style = |kind: &str, id: &str, rest: &str| {
        format!("<w:style w:type=\"{kind}\" w:styleId=\"{id}\">{rest}</w:style>")
    };
    let vanish = "<w:rPr><w:vanish/></w:rPr>";
    let styles = [
        style("character", "Secret", vanish),
        style("character", "More", "<w:basedOn w:val=\"Secret\"/>"),
        style("character", "Ring", "<w:basedOn w:val=\"Ring\"/>"),
        style("paragraph", "Form", vanish),
        style(
            "table",
            "Grid",
            &format!("<w:tblStylePr>{vanish}</w:tblStylePr>"),
        ),
    ];
    let run = |style: &str, text: &str| {
        format!("<w:r><w:rPr><w:rStyle w:val=\"{style}\"/></w:rPr><w:t>{text}</w:t></w:r>")
    };
    let content = [
        "<w:p>".to_owned(),
        run("Secret", "gizli"),
        run("More", "gizli"),
        run("Ring", "görünən "),
        run("Grid", "mətn"),
        "<w:r><w:rPr><w:rStyle w:val=\"Secret\"/><w:vanish w:val=\"0\"/></w:rPr><w:t>!</w:t></w:r></w:p>".to_owned(),
        "<w:p><w:pPr><w:pStyle w:val=\"Form\"/></w:pPr><w:r><w:t>gizli</w:t></w:r></w:p>".to_owned(),
    ];
    let sheet = format!(
        "<w:styles xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">{}</w:styles>",
        styles.concat()
    );
    let bytes = docx(&[
        ("word/document.xml", &body(&content.concat())),
        ("word/styles.xml", &sheet),
    ]);
    assert_eq!(paragraphs(&bytes), ["görünən mətn!"]);
}

#[test]
fn the_namespace_says_what_an_element_of_a_word_document_is() {
    let space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    for main in [
        format!("<document xmlns=\"{space}\"><body><p><r><t>Salam</t></r></p></body></document>"),
        format!(
            "<ns0:document xmlns:ns0=\"{space}\" xmlns:w=\"urn:x\"><ns0:p><ns0:r><ns0:t>Salam</ns0:t><w:t>yox</w:t></ns0:r></ns0:p></ns0:document>"
        ),
    ] {
        let bytes = docx(&[("word/document.xml", &main)]);
        assert_eq!(paragraphs(&bytes), ["Salam"], "{main}");
    }
}

#[test]
fn the_main_part_is_found_under_any_name() {
    let relations = "<Relationships><Relationship Id=\"r1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" \
                     Target=\"/word/document2.xml\"/></Relationships>";
    let main = body("<w:p><w:r><w:t>Salam</w:t></w:r></w:p>");
    let bytes = docx(&[("_rels/.rels", relations), ("word/document2.xml", &main)]);
    assert_eq!(paragraphs(&bytes), ["Salam"]);
}

/// A Word document whose parts say that they are encrypted (PKWARE APPNOTE 4.4.4, bit 0).
fn locked() -> Vec<u8> {
    let mut bytes = docx(&[("word/document.xml", &body(""))]);
    for (mark, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let at = bytes.windows(4).position(|four| four == mark).unwrap();
        bytes[at + flags] |= 1;
    }
    bytes
}

#[test]
fn an_office_document_that_is_no_archive_is_told() {
    // A compound file: what Word wrote before 2007, and what it writes around a document with a password.
    let compound = |stream: &str| {
        let name = stream.encode_utf16().flat_map(u16::to_le_bytes);
        let head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".iter().copied();
        head.chain([0; 504]).chain(name).collect::<Vec<u8>>()
    };
    for (stream, message) in [
        (
            "WordDocument",
            "a.docx: this is a Microsoft Office document of the old kind (.doc), not a text",
        ),
        (
            "EncryptedPackage",
            "a.docx: this is a Microsoft Office document with a password, not a text",
        ),
    ] {
        let (bytes, path) = (compound(stream), Path::new("a.docx"));
        let error =
            Article::from_bytes(&bytes, path, &lang("az"), Markup::of(path, &bytes)).unwrap_err();
        assert_eq!(error.to_string(), message);
        assert_eq!(
            error.help(),
            Some("save it as .docx without a password, or as plain text")
        );
    }
}

#[test]
fn broken_word_documents_are_told() {
    let deep = body(&("<w:p>".repeat(5000) + &"</w:p>".repeat(5000)));
    let whole = docx(&[(
        "word/document.xml",
        &body("<w:p><w:r><w:t>Görüş</w:t></w:r></w:p>"),
    )]);
    let part = |content: &str| docx(&[("word/document.xml", &body(content))]);
    // A download that ended early is still told to be a Word document.
    let cut_off = &whole[..whole.len() / 2];
    assert_eq!(Markup::of(Path::new("a"), cut_off), Markup::Docx);
    let mut flipped = whole.clone();
    flipped[whole.len() / 4] ^= 0x55;
    for (bytes, what) in [
        (
            docx(&[("word/other.xml", "")]),
            "this Word document has no text part",
        ),
        (
            docx(&[("word/document.xml", "<w:p><w:t>a</w:p>")]),
            "this Word document has a broken part",
        ),
        (
            part("<w:p>\n<w:t>a\u{1}</w:t></w:p>"),
            "word/document.xml:2:7: the character U+0001 is forbidden in XML",
        ),
        (
            part("<w:p>\n<w:t>a&#xFFFE;</w:t></w:p>"),
            "word/document.xml:2:7: ",
        ),
        (
            part("<w:p>\n<w:t>a & b</w:t></w:p>"),
            "word/document.xml:2:8: an & begins no reference",
        ),
        (
            docx(&[
                ("word/document.xml", &body("")),
                ("word/footnotes.xml", "<w:footnotes>"),
            ]),
            "word/footnotes.xml:1:14: the file ends before its last end tag",
        ),
        (docx(&[("word/document.xml", &deep)]), "too deep"),
        (
            b"PK\x03\x04".to_vec(),
            "this Word document is cut off or damaged",
        ),
        (
            "Bir sətir.\n".into(),
            "this is no Word document: a .docx is a zip archive",
        ),
        (locked(), "this Word document has a password"),
        (cut_off.to_vec(), "this Word document is cut off or damaged"),
        (flipped, "this Word document is cut off or damaged"),
    ] {
        let error = Article::from_bytes(&bytes, Path::new("a.docx"), &lang("az"), Markup::Docx)
            .unwrap_err();
        assert!(error.to_string().contains(what), "{error}");
    }
}
