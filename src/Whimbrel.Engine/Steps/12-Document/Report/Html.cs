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
    [SuppressMessage("Roslynator", "RCS1163:Unused parameter", Justification = "The handler writes.")]
    [SuppressMessage("Style", "IDE0060:Remove unused parameter", Justification = "The handler writes.")]
    internal Html Write([InterpolatedStringHandlerArgument("")] ref Markup markup) => this;

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
    [SuppressMessage("Style", "IDE0060:Remove unused parameter", Justification = "The compiler calls it so.")]
    internal readonly ref struct Markup(int literalLength, int formattedCount, Html html)
    {
        public void AppendLiteral(string markup) => html._text.Append(markup);

        public void AppendFormatted(string? text) => html._text.Append(_encoder.Encode(text ?? ""));

        public void AppendFormatted<T>(T value, string? format = null)
            where T : struct, IFormattable => html._text.Append(_encoder.Encode(value.ToString(format, null)));
    }
}
