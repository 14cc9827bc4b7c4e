//! Records for tests of files, made by their number.

const GULA: &str = "Harga gula turun di pasar induk, kata para pedagang kemarin.";

/// So many lines of JSON, some of which change and some of which cannot be read.
pub(crate) fn lines(n: usize) -> String {
    let line = |n: usize| match n % 50 {
        7 => "not json\n".to_owned(),
        n if n % 3 == 0 => format!(
            "{{\"id\":{n},\"text\":\"Harga beras  naik {n}.\\n\\n\\n\\nHarga gula turun.\"}}\n"
        ),
        _ => format!("{{\"id\":{n},\"text\":\"{}\"}}\n", GULA.repeat(1 + n % 9)),
    };
    (0..n).map(line).collect()
}
