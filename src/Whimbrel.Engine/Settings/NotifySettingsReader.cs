namespace Whimbrel.Engine.Settings;

/// <summary>Reads the keys of <c>notify</c>.</summary>
internal static class NotifySettingsReader
{
    public static NotifySettings Read(SettingsReader reader)
    {
        const string Key = "notify.webhook";
        var (text, file) = (reader.Text(Key), reader.OptionalLocation("notify.webhook_file"));
        var webhook = text is null ? null : NotifySettings.Parse(text);
        if (text is not null && webhook is null)
        {
            reader.Problems.Add($"{reader.Source(Key)}: '{Key}' takes an address such as https://hooks.example.com/…; it is not repeated here");
        }

        if (text is not null && file is not null)
        {
            reader.Problems.Add($"{reader.Source(Key)}: an address stands in 'notify.webhook' or in the file 'notify.webhook_file', not in both");
        }

        if (text is not null && reader.Source(Key).StartsWith("--set", StringComparison.Ordinal))
        {
            reader.Problems.Add($"--set {Key}: an address on the command line is seen by everybody on this machine; use notify.webhook_file");
        }

        return new NotifySettings(webhook, file, reader.Choice("notify.form", "json", "json", "slack"), reader.List("notify.command"));
    }
}
