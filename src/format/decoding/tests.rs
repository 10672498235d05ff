use super::*;

fn decode(bytes: &[u8]) -> Result<String, (String, usize, usize)> {
    let mut stream = Decoding::new(bytes, Content::Xml);
    let mut text = String::new();
    loop {
        match stream.fill_buf() {
            Ok([]) => return Ok(text),
            Ok(block) => {
                text.push_str(std::str::from_utf8(block).unwrap());
                let n = block.len();
                stream.consume(n);
            }
            Err(error) => {
                let mark = stream.mark();
                return Err((error.to_string(), mark.line, mark.column));
            }
        }
    }
}

#[test]
fn an_endless_stretch_is_an_error() {
    let text = "abcdefgh\n".repeat(LONGEST / 4);
    let (what, line, _) = decode(text.as_bytes()).unwrap_err();
    assert!(what.contains("longer than"), "{what}");
    assert!(line > LONGEST / 9);
    // With anchors it is a file like any other.
    let mut stream = Decoding::new(text.as_bytes(), Content::Plain);
    let mut line = Vec::new();
    let mut lines = 0;
    loop {
        stream.set_anchor();
        line.clear();
        if stream.read_until(b'\n', &mut line).unwrap() == 0 {
            break;
        }
        lines += 1;
        let mark = stream.anchored();
        assert_eq!((mark.line, mark.column), (lines, 1));
    }
    assert_eq!(lines, LONGEST / 4);
}

#[test]
fn the_mark_wins_over_the_declaration() {
    let xml = "<?xml version='1.0' encoding='UTF-8'?><a>Bakı 北京 😀</a>";
    let utf16: Vec<u8> = std::iter::once(0xfeff)
        .chain(xml.encode_utf16())
        .flat_map(u16::to_be_bytes)
        .collect();
    assert_eq!(decode(&utf16).unwrap(), xml);
    assert_eq!(decode(&utf16[2..]).unwrap(), xml);
}

#[test]
fn the_declaration_is_believed_where_it_can_be_true() {
    assert_eq!(
        decode(b"<?xml version='1.0' encoding='windows-1252'?>\xe9").unwrap(),
        "<?xml version='1.0' encoding='windows-1252'?>é"
    );
    assert_eq!(
        decode("<?xml version='1.0' encoding='UTF-16'?>ə".as_bytes()).unwrap(),
        "<?xml version='1.0' encoding='UTF-16'?>ə"
    );
    assert_eq!(
        decode(b"<?xml version='1.0' encoding='klingon'?>").unwrap_err(),
        ("the encoding \"klingon\" is not known".into(), 1, 1)
    );
}

#[test]
fn a_declaration_that_goes_on_behind_the_first_block_is_an_error() {
    let name = format!(
        "<?xml version='1.0' encoding='{}'?><a/>",
        "e".repeat(70_000)
    );
    let blanks = format!(
        "<?xml version='1.0'{}encoding='utf-8'?><a/>",
        " ".repeat(70_000)
    );
    let utf16: Vec<u8> = std::iter::once(0xfeff)
        .chain(name.encode_utf16())
        .flat_map(u16::to_be_bytes)
        .collect();
    let what = "the XML declaration is longer than 64 KiB";
    for bytes in [name.as_bytes(), blanks.as_bytes(), &utf16] {
        assert_eq!(decode(bytes).unwrap_err(), (what.to_owned(), 1, 1));
    }
    let mut lenient = Decoding::new(name.as_bytes(), Content::Xml).mending();
    let mut text = String::new();
    lenient.read_to_string(&mut text).unwrap();
    let told = lenient.take_mends();
    assert_eq!(text, name);
    assert!(
        told.iter()
            .any(|mend| mend.what == format!("{what}: read as UTF-8"))
    );
    // One that only lacks its end is told with what follows.
    let unended = format!("<?xml version='1.0'>{}", "<a/>".repeat(20_000));
    assert_eq!(decode(unended.as_bytes()).unwrap(), unended);
}

#[test]
fn what_is_no_text_is_an_error_with_its_place() {
    let long = "ə\n".repeat(100_000);
    for (bytes, what, line, column) in [
        (&b"ab\ncd\xff"[..], "the bytes here are not UTF-8", 2, 3),
        (&b"ab\xe4\xb8"[..], "the bytes here are not UTF-8", 1, 3),
        (
            &b"a\x01"[..],
            "the character U+0001 is forbidden in XML",
            1,
            2,
        ),
        (
            "北\u{ffff}".as_bytes(),
            "the character U+FFFF is forbidden in XML",
            1,
            2,
        ),
        (
            &[long.as_bytes(), b"abc\x80"].concat(),
            "the bytes here are not UTF-8",
            100_001,
            4,
        ),
    ] {
        assert_eq!(decode(bytes).unwrap_err(), (what.to_owned(), line, column));
    }
    assert_eq!(decode(long.as_bytes()).unwrap(), long);
    assert_eq!(decode(b"").unwrap(), "");
}
