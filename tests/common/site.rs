//! A made-up site: articles that have nothing in common, and what its template prints around them.

/// What the site prints, and what only looks so.
pub(crate) struct Site;

const WORDS: [&str; 24] = [
    "pasar", "warga", "kota", "sungai", "jalan", "sekolah", "petani", "guru", "beras", "hujan",
    "jembatan", "bupati", "nelayan", "kapal", "taman", "pagi", "malam", "harga", "rumah", "kebun",
    "pabrik", "buruh", "kereta", "stasiun",
];
const CLUBS: [&str; 4] = ["Persela Lamongan", "Persik Kediri", "Arema Malang", "Madura United"];

impl Site {
    /// So many records of the site.
    pub(crate) fn documents(&self, count: usize) -> Vec<String> {
        (0..count).map(|n| line("contoh.id", n, &page(n))).collect()
    }
}

/// A record of a site.
pub(crate) fn line(site: &str, n: usize, text: &str) -> String {
    format!(
        "{}\n",
        serde_json::json!({ "id": n, "url": format!("https://www.{site}/{n}"), "text": text })
    )
}

/// An article of eight sentences, a line each.
pub(crate) fn article(n: usize) -> String {
    let mut seed = n as u64 + 1;
    let mut next = |most: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % most
    };
    let mut sentence = || {
        let words: Vec<_> = (0..12).map(|_| WORDS[next(WORDS.len() as u64) as usize]).collect();
        format!("Di {} nomor {} itu.\n", words.join(" "), next(1000))
    };
    (0..8).map(|_| sentence()).collect()
}

/// A page: a label above, the article, perhaps a sub-heading, a table or a song in it, a footer.
fn page(n: usize) -> String {
    let text = article(n);
    let mut lines: Vec<&str> = text.lines().collect();
    let simak = format!("Sila simak: {} {} {n}", WORDS[n % 24], WORDS[(n * 7 + 3) % 24]);
    if n.is_multiple_of(3) {
        lines.insert(5, "Kesimpulan");
        lines.insert(3, &simak);
    }
    if n % 4 == 1 {
        lines.insert(6, "Hujan turun di kota kita");
        lines.insert(2, "Hujan turun di kota kita");
    }
    if n % 5 == 2 {
        lines.extend((0..4).map(|row| CLUBS[(n + row * (1 + n % 2 * 2)) % 4]));
    } else if n % 5 == 3 {
        lines.push("Demikian kabar yang kami terima dari warga hari ini.");
    } else {
        lines.push("Warta Hujan, dekat dengan warga");
    }
    let title = format!("{} {} dan {}", WORDS[n % 24], WORDS[(n / 3) % 24], WORDS[(n * 5) % 24]);
    format!("Kanal Kota\n{title}\n{}\n", lines.join("\n"))
}
