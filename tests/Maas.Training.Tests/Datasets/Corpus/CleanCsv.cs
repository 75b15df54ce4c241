using System.Text;

namespace Maas.Training.Tests.Datasets.Corpus;

/// <summary>Files that are unusual and right: nothing in them may be turned away.</summary>
/// <param name="Name">What is unusual.</param>
/// <param name="Content">The file.</param>
/// <param name="Columns">Its columns, joined by bars.</param>
/// <param name="RowCount">Its rows.</param>
internal sealed record CleanCsv(string Name, byte[] Content, string Columns, int RowCount)
{
    public static IEnumerable<CleanCsv> All() =>
    [
        Of("semicolons and decimal points", "a;b\n1.5;2\n3;4\n", "a|b", 2),
        Of("tabs", "a\tb\n1\t2\n3\t4\n", "a|b", 2),
        Of("bars", "a|b\n1|2\n3|4\n", "a|b", 2),
        Of("semicolons with commas in the text", "id;note\n1;a, b, c\n2;d, e\n", "id|note", 2),
        Of("a comma in a name, semicolons between", "weight, kg;height\n1;2\n3;4\n", "weight, kg|height", 2),
        Of("CRLF", "a,b\r\n1,2\r\n3,4\r\n", "a|b", 2),
        Of("CR alone", "a,b\r1,2\r3,4\r", "a|b", 2),
        Of("line ends of all sorts", "a,b\n1,2\r\n3,4\r5,6\n", "a|b", 3),
        Of("no line end at the end", "a,b\n1,2\n3,4", "a|b", 2),
        Of("a byte order mark", "\uFEFFa,b\n1,2\n3,4\n", "a|b", 2),
        Of("blank lines", "\na,b\n\n1,2\n\r\n3,4\n\n\n", "a|b", 2),
        Of("line ends in quotes", "a,b\n1,\"x\ny\"\n2,\"x\r\ny\"\n", "a|b", 2),
        Of("quotes in quotes", "a,b\n1,\"say \"\"hi\"\"\"\n2,\"\"\"\"\n", "a|b", 2),
        Of("delimiters in quotes", "a,b\n1,\"x,y,z\"\n2,\",\"\n", "a|b", 2),
        Of("all quoted", "\"a\",\"b\"\n\"1\",\"x\"\n\"2\",\"y\"\n", "a|b", 2),
        Of("quoted names with delimiters", "\"a,1\",\"b\nc\"\n1,2\n3,4\n", "a,1|b\nc", 2),
        Of("characters of all planes", "naïve,語\n1,ü\n2,😀\n3,שלום\n", "naïve|語", 3),
        Of("missing values of all sorts", "a,b\n1,\n,x\nNA,y\nn/a,null\nNaN,NULL\n", "a|b", 5),
        Of("one column", "only\n1\n2\n3\n", "only", 3),
        Of("one column of sentences", "text\nhello; world\nthis one; too\nand this\n", "text", 3),
        Of("one column of times", "time\n10:20\n11:30\n12:40\n", "time", 3),
        Of("one column that holds its own name", "word\na\nword\nb\n", "word", 3),
        Of("years as names", "country,1990,1991,1992\nA,1,2,3\nB,4,5,6\n", "country|1990|1991|1992", 2),
        Of("wavelengths as names", "400.5,401,401.5,label\n0.1,0.2,0.3,x\n0.4,0.5,0.6,y\n", "400.5|401|401.5|label", 2),
        Of("numbers of all sorts", "x,y\n+1.5,a\n-2e-3,b\n.5,c\n6.,d\n1E5,e\n007,f\n", "x|y", 6),
        Of("spaces around numbers", "x,y\n 1 ,a\n2 ,b\n\t3,c\n", "x|y", 3),
        Of("codes with signs", "code,n\n#ff0000,1\n#00ff00,2\n", "code|n", 2),
        Of("dates", "day,n\n2024-01-02,1\n2024-01-03,2\n", "day|n", 2),
        Of("apostrophes", "name,n\nO'Brien,1\nD'Arcy,2\n", "name|n", 2),
        Of("a name that is also a value", "label,other\nother,1\nlabel,2\nx,3\n", "label|other", 3),
        Of("a quoted field of 500,000 characters", $"a,b\n1,\"{new string('x', 250_000)}\n{new string('y', 250_000)}\"\n2,z\n", "a|b", 2),
        Of("300 columns", $"{string.Join(',', Enumerable.Range(0, 300).Select(i => $"c{i}"))}\n{string.Join(',', Enumerable.Range(0, 300))}\n", string.Join('|', Enumerable.Range(0, 300).Select(i => $"c{i}")), 1),
    ];

    public override string ToString() => Name;

    private static CleanCsv Of(string name, string content, string columns, int rowCount) =>
        new(name, Encoding.UTF8.GetBytes(content), columns, rowCount);
}
