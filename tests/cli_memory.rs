//! The commands over a memory, as users type them: `tests/cmd/memory/*.trycmd`.

#[test]
fn memory_commands() {
    trycmd::TestCases::new()
        .env("SOURCE_DATE_EPOCH", "1767225600")
        .env("KARVAN_TM", "")
        .env("NO_COLOR", "1")
        .case("tests/cmd/memory/*.trycmd");
}
