namespace Whimbrel.Cli.Output.Findings;

/// <summary>Colours of a terminal, or none.</summary>
internal sealed class Ink(bool isOn)
{
    /// <summary>As stdout allows: a terminal, and nobody asked for none (NO_COLOR, TERM=dumb).</summary>
    public static Ink OfStdout { get; } = new(!Console.IsOutputRedirected
        && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
        && Environment.GetEnvironmentVariable("TERM") != "dumb");

    public static Ink None { get; } = new(isOn: false);

    public string Red(string text) => With("31;1", text);

    public string Yellow(string text) => With("33;1", text);

    public string Blue(string text) => With("34;1", text);

    public string Green(string text) => With("32", text);

    public string Bold(string text) => With("1", text);

    public string Faint(string text) => With("2", text);

    private string With(string code, string text) => isOn ? $"\e[{code}m{text}\e[0m" : text;
}
