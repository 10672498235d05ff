use super::*;

fn read(text: &str) -> Parsed<Vec<Declaration<'_>>> {
    let mut declarations = Declarations::new(text);
    let mut all = Vec::new();
    while let Some(declaration) = declarations.next()? {
        all.push(declaration);
    }
    Ok(all)
}

#[test]
fn what_xml_allows() {
    for text in [
        "",
        " <!-- a - b --> <?a?><?a b?>",
        "<!ELEMENT a EMPTY><!ELEMENT a ANY ><!ELEMENT a (#PCDATA)><!ELEMENT a (#PCDATA)*><!ELEMENT a ( #PCDATA | b|c )* >",
        "<!ELEMENT a (b)><!ELEMENT a ( b , (c | d+)* , e? )+><!ELEMENT a ((b))>",
        "<!ATTLIST a><!ATTLIST a ><!ATTLIST a b CDATA #IMPLIED c ID #REQUIRED>",
        "<!ATTLIST a b ( c | 1d ) 'c' e NOTATION (f|g) #IMPLIED h NMTOKENS #FIXED \"&lt; i\">",
        "<!ENTITY a SYSTEM 'b'><!ENTITY a PUBLIC '-//b//' \"c\" NDATA d><!ENTITY % a 'b'> <!ENTITY % a SYSTEM ''>",
        "<!NOTATION a SYSTEM 'b'><!NOTATION a PUBLIC 'b'><!NOTATION a PUBLIC 'b' 'c'><!NOTATION a PUBLIC 'b' >",
        "%a; %b;\n<!ENTITY a '&b; &#37; &#x9; >'>%c;",
    ] {
        assert!(read(text).is_ok(), "{text}: {:?}", read(text));
    }
    assert_eq!(
        read("<!ATTLIST tuv xml:lang NMTOKEN 'en' x CDATA #IMPLIED>%p;<!ENTITY a \"b\">").unwrap(),
        [
            Declaration::Attributes(
                "tuv",
                vec![
                    Attribute {
                        name: "xml:lang",
                        is_tokens: true,
                        default: Some("en")
                    },
                    Attribute {
                        name: "x",
                        is_tokens: false,
                        default: None
                    },
                ]
            ),
            Declaration::Reference("p"),
            Declaration::Entity("a", Value::Text("b")),
        ]
    );
}

#[test]
fn what_xml_forbids() {
    for text in [
        "a",
        "%a",
        "% a;",
        "<!-- a -- b -->",
        "<!-- a --->",
        "<!-- a",
        "<? a?>",
        "<?xml version='1.0'?>",
        "<?a",
        "<!element a ANY>",
        "<!ELEMENTa ANY>",
        "<!ELEMENT a>",
        "<!ELEMENT a ANYb>",
        "<!ELEMENT a b>",
        "<!ELEMENT a ()>",
        "<!ELEMENT a (b,c|d)>",
        "<!ELEMENT a (b) *>",
        "<!ELEMENT a (b>",
        "<!ELEMENT a (b))>",
        "<!ELEMENT a (b,)>",
        "<!ELEMENT a (#PCDATA|b)>",
        "<!ELEMENT a (#PCDATA,b)*>",
        "<!ELEMENT a (b|#PCDATA)*>",
        "<!ELEMENT 1a ANY>",
        "<!ELEMENT a (b)",
        "<!ATTLIST >",
        "<!ATTLIST a b>",
        "<!ATTLIST a b CDATA>",
        "<!ATTLIST a b BOGUS #IMPLIED>",
        "<!ATTLIST a b cdata #IMPLIED>",
        "<!ATTLIST a b CDATA #implied>",
        "<!ATTLIST a b CDATA 'c>",
        "<!ATTLIST a b CDATA '<'>",
        "<!ATTLIST a b CDATA '&'>",
        "<!ATTLIST a b CDATA 'c'd CDATA 'e'>",
        "<!ATTLIST a b CDATA #FIXED>",
        "<!ATTLIST a b () 'c'>",
        "<!ATTLIST a b (c,d) 'c'>",
        "<!ATTLIST a b (c)'c'>",
        "<!ATTLIST a b NOTATION(c) 'c'>",
        "<!ATTLIST a b NOTATION (1c) 'c'>",
        "<!ATTLIST a %b; CDATA 'c'>",
        "<!ENTITY a>",
        "<!ENTITY a b>",
        "<!ENTITY a'b'>",
        "<!ENTITY a 'b' 'c'>",
        "<!ENTITY a '100%'>",
        "<!ENTITY a '%b;'>",
        "<!ENTITY a 'b & c'>",
        "<!ENTITY a '&b'>",
        "<!ENTITY a SYSTEM>",
        "<!ENTITY a PUBLIC 'b'>",
        "<!ENTITY a PUBLIC '\u{e9}' 'c'>",
        "<!ENTITY a PUBLIC 'b''c'>",
        "<!ENTITY a SYSTEM 'b'NDATA c>",
        "<!ENTITY a SYSTEM 'b' NDATA>",
        "<!ENTITY % a SYSTEM 'b' NDATA c>",
        "<!ENTITY %a 'b'>",
        "<!NOTATION a>",
        "<!NOTATION a 'b'>",
        "<!NOTATION a SYSTEM>",
        "<![INCLUDE[<!ELEMENT a ANY>]]>",
        "<!DOCTYPE a>",
        "<a/>",
    ] {
        assert!(read(text).is_err(), "{text}");
    }
}
