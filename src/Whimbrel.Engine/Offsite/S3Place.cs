using System.Collections.Concurrent;
using System.Security.Cryptography;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Whimbrel.Engine.Offsite;

/// <summary>
/// A bucket of S3, or of what speaks its language. An object is there only when its last part is, so that an unfinished one needs no name of its own. Credentials are found as every program of Amazon's finds them: in AWS_* variables, in ~/.aws, or by the machine's role.
/// </summary>
/// <param name="prefix">What keys begin with; empty, or with a slash at its end.</param>
/// <param name="endpoint">Null for Amazon's own.</param>
/// <param name="region">Null for the one that the environment names.</param>
internal sealed class S3Place(string bucket, string prefix, string? endpoint, string? region) : IOffsitePlace
{
    private const string Unfinished = ".partial";

    private readonly ConcurrentDictionary<string, S3Upload> _open = new(StringComparer.Ordinal);
    private readonly Lazy<AmazonS3Client> _client = new(() => Connect(endpoint, region));

    public Task AssertReachableAsync(CancellationToken ct) =>
        S3Errors.GuardAsync(() => _client.Value.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket, Prefix = prefix, MaxKeys = 1 }, ct));

    public string Locate(string name) => $"s3://{bucket}/{Key(name)}";

    public IUpload Begin(string name) => _open[Key(name)] = new S3Upload(_client.Value, bucket, Key(name));

    /// <summary>Each file an object. The one that comes last makes a backup of them.</summary>
    public IFolderUpload BeginFolder(string name) => new FileByFile(this, name);

    /// <summary>S3 knows no SHA-256 of what came in parts: every byte is read back from there.</summary>
    public Task<string> HashAsync(string name, CancellationToken ct) => S3Errors.GuardAsync(() => HashKeyAsync(Key(name), ct));

    public Task<FolderManifest> HashFolderAsync(string name, CancellationToken ct) => S3Errors.GuardAsync(async () =>
    {
        var files = new List<(string, string)>();
        foreach (var key in await WithinAsync(Key(name), ct))
        {
            files.Add((key[(Key(name).Length + 1)..], await HashKeyAsync(key, ct)));
        }

        return files.Count > 0 ? FolderManifest.Of(files) : throw new IOException($"{Locate(name)} is not there");
    });

    public Task RenameAsync(string from, string to, CancellationToken ct) => Task.CompletedTask;

    /// <summary>Parts of an upload that was never ended cost money, and are listed nowhere else.</summary>
    public Task RemoveAsync(string name, CancellationToken ct) => S3Errors.GuardAsync(async () =>
    {
        foreach (var (key, upload) in await OpenAsync(Key(name), ct))
        {
            await _client.Value.AbortMultipartUploadAsync(bucket, key, upload, ct);
        }

        foreach (var key in await WithinAsync(Key(name), ct))
        {
            await _client.Value.DeleteObjectAsync(bucket, key, ct);
        }

        await _client.Value.DeleteObjectAsync(bucket, Key(name), ct);
        return 0;
    });

    private async Task<string> HashKeyAsync(string key, CancellationToken ct)
    {
        using var answer = await _client.Value.GetObjectAsync(bucket, key, ct);
        return Convert.ToHexStringLower(await SHA256.HashDataAsync(answer.ResponseStream, ct));
    }

    /// <summary>The keys of a folder's files.</summary>
    private async Task<IReadOnlyList<string>> WithinAsync(string folder, CancellationToken ct)
    {
        var keys = new List<string>();
        var request = new ListObjectsV2Request { BucketName = bucket, Prefix = folder + "/" };
        ListObjectsV2Response some;
        do
        {
            some = await _client.Value.ListObjectsV2Async(request, ct);
            keys.AddRange((some.S3Objects ?? []).Select(o => o.Key));
            request.ContinuationToken = some.NextContinuationToken;
        }
        while (some.IsTruncated == true);
        return keys;
    }

    /// <summary>Uploads of a file, or of a folder's files, that have no end.</summary>
    private async Task<IReadOnlyList<(string Key, string Upload)>> OpenAsync(string key, CancellationToken ct)
    {
        var ours = _open.Keys.Where(IsOfIt).ToList();
        if (ours.Count > 0)
        {
            return [.. ours.Select(k => (Key: k, Upload: _open.TryRemove(k, out var upload) ? upload.Unfinished : null)).Where(u => u.Upload is not null).Select(u => (u.Key, u.Upload!))];
        }

        try
        {
            var all = await _client.Value.ListMultipartUploadsAsync(new ListMultipartUploadsRequest { BucketName = bucket, Prefix = key }, ct);
            return [.. (all.MultipartUploads ?? []).Where(u => IsOfIt(u.Key)).Select(u => (u.Key, u.UploadId))];
        }
        catch (AmazonS3Exception e) when (e.ErrorCode == "NotImplemented")
        {
            // A server that does not list them: they expire by its own rules.
            return [];
        }

        bool IsOfIt(string other) => other == key || other.StartsWith(key + "/", StringComparison.Ordinal);
    }

    /// <summary>An unfinished file, and a file in an unfinished folder, has the key of the finished one.</summary>
    private string Key(string name)
    {
        var (archive, file) = name.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? (name[..slash], name[slash..]) : (name, "");
        return prefix + (archive.EndsWith(Unfinished, StringComparison.Ordinal) ? archive[..^Unfinished.Length] : archive) + file;
    }

    private static AmazonS3Client Connect(string? endpoint, string? region)
    {
        var config = new AmazonS3Config
        {
            MaxErrorRetry = 3,
            // What is no Amazon often knows no newer checksums; every request's body is signed with its SHA-256.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (endpoint is not null)
        {
            (config.ServiceURL, config.ForcePathStyle, config.AuthenticationRegion) = (endpoint, true, region ?? "us-east-1");
        }
        else if (region is not null)
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        try
        {
            return new AmazonS3Client(config);
        }
        catch (AmazonClientException e)
        {
            // As without a region.
            throw new IOException(e.Message, e);
        }
    }
}
