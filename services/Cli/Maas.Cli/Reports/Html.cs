using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Maas.Cli.Terminal;

namespace Maas.Cli.Reports;

/// <summary>A piece of markup. It is made of literals alone: every text that is put into it is escaped.</summary>
internal readonly record struct Html
{
    private readonly string? _markup;

    private Html(string markup) => _markup = markup;

    /// <summary>Nothing.</summary>
    public static Html Empty => default;

    /// <summary>Markup with holes; a hole is text unless it is markup itself.</summary>
    public static Html Of(Handler handler) => new(handler.Markup);

    /// <summary>Pieces one after the other.</summary>
    public static Html Join(IEnumerable<Html> pieces) => new(string.Concat(pieces));

    /// <inheritdoc/>
    public override string ToString() => _markup ?? "";

    /// <summary>Puts literals and holes together. Lives as long as one interpolated string.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Handler(int literalLength, int formattedCount)
    {
        private readonly StringBuilder _builder = new(literalLength + (16 * formattedCount));

        public string Markup => _builder.ToString();

        public void AppendLiteral(string markup) => _builder.Append(markup);

        public void AppendFormatted(string text) => _builder.Append(WebUtility.HtmlEncode(Printable.Of(text)));

        public void AppendFormatted(Html markup) => _builder.Append(markup);

        public void AppendFormatted(IEnumerable<Html> pieces) => _builder.AppendJoin("", pieces);

        /// <summary>A count, or a place in a drawing.</summary>
        public void AppendFormatted(long number) => _builder.Append(number.ToString(CultureInfo.InvariantCulture));

        /// <summary>A place in a drawing: finer than a hundredth of a pixel nobody sees.</summary>
        public void AppendFormatted(double number) => _builder.Append(number.ToString("0.##", CultureInfo.InvariantCulture));
    }
}
