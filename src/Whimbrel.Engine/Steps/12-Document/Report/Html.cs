using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Whimbrel.Engine.Steps.Document.Report;

/// <summary>A page as it is written: the literals are markup, and whatever is put into them is text, and encoded.</summary>
internal sealed class Html
{
    private static readonly HtmlEncoder _encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder _text = new();

    public override string ToString() => _text.ToString();

    /// <summary>Markup alone.</summary>
    internal Html Literal([ConstantExpected] string markup)
    {
        _text.Append(markup);
        return this;
    }

    /// <summary>Markup with texts in it; the handler has written them already.</summary>
    internal Html Write([InterpolatedStringHandlerArgument("")] ref Markup markup)
    {
        _ = markup;
        return this;
    }

    /// <summary>A file of our own, as it is.</summary>
    internal Html Embedded(string name)
    {
        using var stream = typeof(Html).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not embedded");
        using var reader = new StreamReader(stream);
        _text.Append(reader.ReadToEnd());
        return this;
    }

    /// <summary>What the compiler makes of an interpolated string: each hole is encoded for element and attribute alike.</summary>
    [InterpolatedStringHandler]
    internal readonly ref struct Markup
    {
        private readonly StringBuilder _text;

        public Markup(int literalLength, int formattedCount, Html html)
        {
            // The compiler gives them; the page grows by itself.
            _ = (literalLength, formattedCount);
            _text = html._text;
        }

        public void AppendLiteral(string markup) => _text.Append(markup);

        public void AppendFormatted(string? text) => _text.Append(_encoder.Encode(text ?? ""));

        public void AppendFormatted<T>(T value, string? format = null)
            where T : struct, IFormattable => _text.Append(_encoder.Encode(value.ToString(format, null)));
    }
}
