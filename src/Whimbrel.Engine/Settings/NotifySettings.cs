namespace Whimbrel.Engine.Settings;

/// <summary>Who is told what happens to a run.</summary>
/// <param name="Webhook">Null for none here; it may hold a secret, and never stands in a text.</param>
/// <param name="WebhookFile">A file that holds the address alone.</param>
/// <param name="Form"><c>json</c> or <c>slack</c>.</param>
/// <param name="Command">An argument list; empty for none.</param>
public sealed record NotifySettings(Uri? Webhook, string? WebhookFile, string Form, IReadOnlyList<string> Command)
{
    public static NotifySettings None { get; } = new(null, null, "json", []);

    public bool HasWebhook => Webhook is not null || WebhookFile is not null;

    /// <summary>Read anew each time: it may be a secret that is renewed.</summary>
    /// <exception cref="FormatException">When the file holds no address; the text does not repeat it.</exception>
    internal Uri Address() => Webhook ?? Parse(File.ReadAllText(WebhookFile!).Trim()) ?? throw new FormatException($"{WebhookFile} holds no address such as https://hooks.example.com/…");

    internal static Uri? Parse(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url : null;
}
