#!/usr/bin/env python3
"""Reference values of AttnLRP (Achtibat et al. 2024, arXiv 2402.05602) on the small vision transformer `vit`.

    make_vit_attnlrp.py MODEL INPUT.h5 OUTPUT.h5 [--lxt DIR] [--zennit DIR] [--matmul-epsilon E] [--save-weights W.npz]

MODEL    the SavedModel directory (Keras 3 export; its checkpoint is parsed here, TensorFlow is not needed) or an .npz with
         the arrays `0` .. `41`, the numbers of the model's `variables` (18 and 35, dropout seeds, may be absent)
INPUT    HDF5 with `input/image` [N,32,32,3], `target` [N], `output/output_0` [N,7] and `gradient/image` (the last two are checks)
OUTPUT   HDF5: `input`, `target`, `logits`, `attribution/attnlrp_epsilon`, `attribution/attnlrp_epsilon_plus`
--lxt    folder that holds the unpacked `lxt` 2.1 (default: the import path); only torch is needed beside it
--zennit folder that holds `zennit` (default: the import path); optional, checks the z+ rule of the convolution

Everything is computed in float64, twice, and the two must agree to 1e-8:
  A. PyTorch with the authors' own rules (lxt.explicit.functional and lxt.explicit.rules.identity), autograd carrying the relevance
  B. a NumPy replica of the forward and of every backward rule (einsum and loops), sharing no code with A

Rules (s(z) = z + eps * sign(z), sign(0) = +1; eps = 1e-6 throughout; relevance starts as the target's logit):
  dense layers, q/k/v/output projections   R_i = x_i sum_j w_ij R_j / s(z_j), z with bias                lxt linear_epsilon
  convolution (patch embedding)            attnlrp_epsilon: the same on unfolded patches                 lxt linear_epsilon
                                           attnlrp_epsilon_plus: Zennit's ZPlus, z = x+ w+ + x- w- + b+  own (not in lxt)
  residual add                             R_a = a R / s(a + b)                                          lxt add2
  q k^T and softmax v (Proposition 3.3)    R_a = a (R / s(2 z)) b^T, R_b = b a^T (R / s(2 z))            lxt matmul
  softmax (Proposition 3.1)                R = x (R - softmax(x) sum R)                                  lxt softmax
  LayerNorm (Proposition 3.4)              epsilon rule of the whole layer with 1/std held constant:
                                           c = R / s(y) * gamma / std, R = x (c - mean c)                lxt layer_norm
  global average pooling                   R_t = x_t R / s(sum x_t): the epsilon is added to the sum     lxt mean
  multiplication by 1/sqrt(d), GELU        identity                                                      lxt mul2, identity

Departures from lxt 2.1 as released:
  * `lxt.explicit.functional._stabilize` adds eps without sign; it is replaced by the s(z) above (monkeypatch).
  * `lxt.explicit.rules` imports torch.func, which torch < 2 lacks; an empty stand-in is put there (`identity` does not use it).
"""
import argparse, importlib.metadata, math, os, struct, sys, types
import h5py, numpy as np, torch

EPS = 1e-6                       # stabilizer of every rule; the attention products may be given another
HEADS, DEPTH, PATCH, BLOCKS = 3, 8, 8, 2
SCALE = float(np.float32(1 / math.sqrt(DEPTH)))     # constants as the graph holds them, in float32
SQRT2 = float(np.float32(math.sqrt(2)))
LN_EPS, LN_EPS_LAST = float(np.float32(1e-6)), float(np.float32(1e-3))
SKIP = (18, 35)                                     # the dropout seed generators
SHAPES = [(8, 8, 3, 24), (24,), (24, 24), (24,)] + BLOCKS * [
    (24,), (24,), (24, 3, 8), (3, 8), (24, 3, 8), (3, 8), (24, 3, 8), (3, 8), (3, 8, 24), (24,),
    (24,), (24,), (24, 48), (48,), (48, 24), (24,)] + [(24,), (24,), (24, 7), (7,)]


# ---------------------------------------------------------------- weights
def varint(b, p):
    v = s = 0
    while True:
        c = b[p]; p += 1; v |= (c & 127) << s; s += 7
        if c < 128: return v, p

def proto(b):
    """The fields of a protocol-buffer message: {number: [value, ...]}."""
    out, p = {}, 0
    while p < len(b):
        k, p = varint(b, p); w = k & 7
        if w == 0: v, p = varint(b, p)
        elif w == 2: n, p = varint(b, p); v = b[p:p + n]; p += n
        else: n = 4 if w == 5 else 8; v = b[p:p + n]; p += n
        out.setdefault(k >> 3, []).append(v)
    return out

def table(b):
    """All entries of an uncompressed LevelDB table, the format of a TensorFlow checkpoint's .index."""
    def block(off, size):
        if b[off + size] != 0: raise ValueError('compressed checkpoint index')
        d = b[off:off + size]; end = size - 4 - 4 * struct.unpack('<I', d[-4:])[0]; p, key = 0, b''
        while p < end:
            shared, p = varint(d, p); own, p = varint(d, p); n, p = varint(d, p)
            key = key[:shared] + d[p:p + own]; p += own; yield key, d[p:p + n]; p += n
    _, p = varint(b, len(b) - 48); _, p = varint(b, p); off, p = varint(b, p); size, p = varint(b, p)   # the footer's index handle
    for _, h in block(off, size):
        o, q = varint(h, 0); n, q = varint(h, q)
        yield from block(o, n)

def load_weights(path):
    if os.path.isdir(path):
        base = os.path.join(path, 'variables', 'variables')
        data = open(base + '.data-00000-of-00001', 'rb').read(); raw = {}
        for key, val in table(open(base + '.index', 'rb').read()):
            name = key.decode().split('/')
            if name[0] != 'variables': continue
            e = proto(val)                                   # BundleEntryProto: 1 dtype, 2 shape, 4 offset, 5 size
            if e[1][0] != 1: continue                        # float32 only; skips the seeds
            shape = [proto(d).get(1, [0])[0] for d in proto(e[2][0]).get(2, [])] if 2 in e else []
            o, n = e.get(4, [0])[0], e[5][0]
            raw[int(name[1])] = np.frombuffer(data[o:o + n], '<f4').reshape(shape)
    else:
        with np.load(path) as z: raw = {int(k): z[k] for k in z.files if int(k) not in SKIP}
    w = [raw[k] for k in sorted(raw)]
    if [v.shape for v in w] != SHAPES: raise ValueError(f'not the vit: {[v.shape for v in w]}')
    return raw, [v.astype(np.float64) for v in w]


# ---------------------------------------------------------------- A. PyTorch with lxt
def import_lxt(folder):
    if folder: sys.path.insert(0, folder)
    if not hasattr(torch, 'func'):
        m = types.ModuleType('torch.func'); m.jvp = m.vjp = None; sys.modules['torch.func'] = m
    import lxt.explicit.functional as F, lxt.explicit.rules as Ru
    released = F._stabilize
    def signed(input, epsilon=1e-6, inplace=False): return input + epsilon * torch.where(input < 0, -1., 1.).to(input)
    F._stabilize = Ru._stabilize = signed
    return F, Ru, released

class ZPlusLinear(torch.autograd.Function):
    """Zennit's ZPlus (= alpha 1, beta 0) for a linear map: positive contributions x+ w+ and x- w-, b+ in the denominator."""
    @staticmethod
    def forward(ctx, x, w, b): ctx.save_for_backward(x, w, b); return torch.nn.functional.linear(x, w, b)
    @staticmethod
    def backward(ctx, R):
        x, w, b = ctx.saved_tensors; xp, xn, wp, wn = x.clamp(min=0), x.clamp(max=0), w.clamp(min=0), w.clamp(max=0)
        z = xp @ wp.T + b.clamp(min=0) + xn @ wn.T
        s = R / (z + EPS * torch.where(z < 0, -1., 1.).to(z))
        return xp * (s @ wp) + xn * (s @ wn), None, None

def gelu(x): return 0.5 * x * (1 + torch.erf(x / SQRT2))

class Plain:
    """The same calls with ordinary derivatives, to check the rebuilt network against TensorFlow's gradient."""
    linear_epsilon = staticmethod(lambda x, w, b, epsilon: torch.nn.functional.linear(x, w, b))
    matmul = staticmethod(lambda a, b, epsilon: a @ b)
    softmax = staticmethod(lambda x, dim: torch.softmax(x, dim))
    add2 = staticmethod(lambda a, b, epsilon: a + b)
    mul2 = staticmethod(lambda a, b: a * b)
    mean = staticmethod(lambda x, dim, keep, epsilon: x.mean(dim))
    layer_norm = staticmethod(lambda x, g, b, e: torch.nn.functional.layer_norm(x, x.shape[-1:], g, b, e))
    identity = staticmethod(lambda f, x: f(x))

def torch_forward(F, Ru, W, image, zplus, mm_eps=EPS):
    it = iter(torch.tensor(w) for w in W); nx = lambda: next(it)
    n = image.shape[0]
    lin = lambda x, w, b: F.linear_epsilon(x, w.reshape(-1, b.numel()).T, b.reshape(-1), epsilon=EPS)
    split = lambda x: x.reshape(n, -1, HEADS, DEPTH).transpose(1, 2)                       # [N,heads,T,depth]
    k, b = nx(), nx()
    cols = torch.nn.functional.unfold(image.permute(0, 3, 1, 2), PATCH, stride=PATCH).transpose(1, 2)   # [N,16,3*8*8]
    k = k.permute(3, 2, 0, 1).reshape(k.shape[3], -1)
    h = ZPlusLinear.apply(cols, k, b) if zplus else F.linear_epsilon(cols, k, b, epsilon=EPS)
    h = lin(h, nx(), nx())
    for _ in range(BLOCKS):
        a = F.layer_norm(h, nx(), nx(), LN_EPS)
        q, k, v = (split(lin(a, nx(), nx())) for _ in range(3))
        p = F.mul2(F.matmul(q, k.transpose(-1, -2), epsilon=mm_eps), SCALE)
        o = F.matmul(F.softmax(p, -1), v, epsilon=mm_eps).transpose(1, 2).reshape(n, -1, HEADS * DEPTH)
        h = F.add2(h, lin(o, nx(), nx()), epsilon=EPS)
        a = F.layer_norm(h, nx(), nx(), LN_EPS)
        a = lin(Ru.identity(gelu, lin(a, nx(), nx())), nx(), nx())
        h = F.add2(h, a, epsilon=EPS)
    h = F.mean(F.layer_norm(h, nx(), nx(), LN_EPS_LAST), 1, False, epsilon=EPS)
    return lin(h, nx(), nx())

def torch_run(F, Ru, W, image, target, zplus=False, mm_eps=EPS, gradient=False):
    x = torch.tensor(image, dtype=torch.float64, requires_grad=True)
    y = torch_forward(F, Ru, W, x, zplus, mm_eps)
    hot = torch.nn.functional.one_hot(torch.tensor(target), y.shape[1]).to(y)
    r, = torch.autograd.grad(y, x, hot if gradient else hot * y.detach())
    return y.detach().numpy(), r.numpy()


# ---------------------------------------------------------------- B. NumPy replica
def numpy_run(W, image, target, zplus=False, mm_eps=EPS, eps=EPS, dtype=np.float64, log=None):
    """Forward, then every rule backwards by hand. log, if given, collects (layer, denominators, relevance leaving it)."""
    erf = np.vectorize(math.erf, otypes=[np.float64])
    W = [w.astype(dtype) for w in W]; img = image.astype(dtype); n, hh, ww, _ = img.shape
    def s(z, e=eps, tag=None):
        if log is not None: log.append((tag, np.abs(z).ravel()))
        return z + np.where(z >= 0, e, -e).astype(dtype)
    def ein(f, *a): return np.einsum(f, *a, optimize=False).astype(dtype)
    def ln(x, g, b, e):
        m = x.mean(-1, keepdims=True); sd = np.sqrt(((x - m) ** 2).mean(-1, keepdims=True) + dtype(e))
        return (x - m) / sd * g + b, sd
    def ln_back(x, y, sd, g, R, tag):
        c = R / s(y, tag=tag) * g / sd
        return x * (c - c.mean(-1, keepdims=True))
    def lin_back(x, w, z, R, tag): return x * ein('bto,io->bti', R / s(z, tag=tag), w)
    rows, cols = hh // PATCH, ww // PATCH
    tiles = [(i, j) for i in range(rows) for j in range(cols)]
    tile = lambda i, j: (slice(None), slice(i * PATCH, (i + 1) * PATCH), slice(j * PATCH, (j + 1) * PATCH))
    ck, cb, dk, db = W[:4]
    z0 = np.stack([ein('bhwc,hwco->bo', img[tile(i, j)], ck) + cb for i, j in tiles], 1)
    h = ein('bti,io->bto', z0, dk) + db; z1 = h; saved = []
    for k in range(BLOCKS):
        g1, b1, wq, bq, wk, bk, wv, bv, wo, bo, g2, b2, u, ub, d, db2 = W[4 + 16 * k:20 + 16 * k]
        a, sd1 = ln(h, g1, b1, LN_EPS)
        q, kk, v = (ein('btd,dnh->btnh', a, w) + b for w, b in ((wq, bq), (wk, bk), (wv, bv)))
        qk = ein('btnh,bsnh->bnts', q, kk); x = qk * dtype(SCALE)
        p = np.exp(x - x.max(-1, keepdims=True)); p = p / p.sum(-1, keepdims=True)
        o = ein('bnts,bsnh->btnh', p, v); z = ein('btnh,nhd->btd', o, wo) + bo
        h1 = h + z; a2, sd2 = ln(h1, g2, b2, LN_EPS)
        m = ein('btd,de->bte', a2, u) + ub; act = (0.5 * m * (1 + erf(m / SQRT2))).astype(dtype); f = ein('bte,ed->btd', act, d) + db2
        saved.append((h, a, sd1, q, kk, v, qk, x, p, o, z, h1, a2, sd2, m, act, f)); h = h1 + f
    gf, bf, hw, hb = W[-4:]
    last = h; y, sdf = ln(h, gf, bf, LN_EPS_LAST); pool = y.mean(1); logits = ein('bi,io->bo', pool, hw) + hb
    # backwards
    R = np.zeros_like(logits); R[np.arange(n), target] = logits[np.arange(n), target]
    R = pool * ein('bo,io->bi', R / s(logits, tag='head'), hw)
    R = y * (R / s(y.sum(1), tag='pool'))[:, None]
    R = ln_back(last, y, sdf, gf, R, 'ln.last')
    for k in reversed(range(BLOCKS)):
        g1, b1, wq, bq, wk, bk, wv, bv, wo, bo, g2, b2, u, ub, d, db2 = W[4 + 16 * k:20 + 16 * k]
        h, a, sd1, q, kk, v, qk, x, p, o, z, h1, a2, sd2, m, act, f = saved[k]
        t = R / s(h1 + f, tag=f'{k}.add2'); Rh, Rf = t * h1, t * f
        Rf = lin_back(act, d, f, Rf, f'{k}.down')                       # passes GELU unchanged
        Rf = lin_back(a2, u, m, Rf, f'{k}.up')
        R = Rh + ln_back(h1, a2, sd2, g2, Rf, f'{k}.ln2')
        t = R / s(h + z, tag=f'{k}.add1'); Rh, Rz = t * h, t * z
        Ro = o * ein('btd,nhd->btnh', Rz / s(z, tag=f'{k}.out'), wo)
        t = Ro / s(2 * o, mm_eps, f'{k}.pv')
        Rp, Rv = p * ein('btnh,bsnh->bnts', t, v), v * ein('bnts,btnh->bsnh', p, t)
        Rx = x * (Rp - p * Rp.sum(-1, keepdims=True))                   # passes the constant scale unchanged
        t = Rx / s(2 * qk, mm_eps, f'{k}.qk')
        Rq, Rk = q * ein('bnts,bsnh->btnh', t, kk), kk * ein('bnts,btnh->bsnh', t, q)
        Ra = sum(a * ein('btnh,dnh->btd', r / s(val, tag=f'{k}.{nm}'), w) for nm, r, val, w in (('q', Rq, q, wq), ('k', Rk, kk, wk), ('v', Rv, v, wv)))
        R = Rh + ln_back(h, a, sd1, g1, Ra, f'{k}.ln1')
    R = lin_back(z0, dk, z1, R, 'embed')
    out = np.zeros_like(img); kp, kn = np.maximum(ck, 0), np.minimum(ck, 0)
    for t, (i, j) in enumerate(tiles):
        xt = img[tile(i, j)]
        if zplus:
            xp, xn = np.maximum(xt, 0), np.minimum(xt, 0)
            zz = ein('bhwc,hwco->bo', xp, kp) + ein('bhwc,hwco->bo', xn, kn) + np.maximum(cb, 0); c = R[:, t] / s(zz, tag='conv+')
            out[tile(i, j)] = xp * ein('bo,hwco->bhwc', c, kp) + xn * ein('bo,hwco->bhwc', c, kn)
        else:
            out[tile(i, j)] = xt * ein('bo,hwco->bhwc', R[:, t] / s(z0[:, t], tag='conv'), ck)
    return logits, out, R


# ---------------------------------------------------------------- checks and output
def check_zennit(folder, W, image, target):
    """The z+ rule of the convolution against Zennit's own ZPlus hook, from the relevance that reaches the convolution."""
    if folder: sys.path.insert(0, folder)
    try: from zennit.rules import ZPlus
    except ImportError as e: print('zennit not available, z+ not checked against it:', e); return None
    _, mine, R = numpy_run(W, image, target, zplus=True)
    conv = torch.nn.Conv2d(3, W[0].shape[3], PATCH, PATCH).double()
    conv.weight.data, conv.bias.data = torch.tensor(W[0].transpose(3, 2, 0, 1)), torch.tensor(W[1])
    handles = ZPlus(stabilizer=EPS).register(conv)
    x = torch.tensor(image, dtype=torch.float64).permute(0, 3, 1, 2).requires_grad_(True)
    y = conv(x); g, = torch.autograd.grad(y, x, torch.tensor(R.transpose(0, 2, 1).reshape(y.shape)))
    handles.remove()
    d = np.abs(g.permute(0, 2, 3, 1).numpy() - mine).max() / np.abs(mine).max()
    print(f'conv z+ against Zennit ZPlus: {d:.1e} of the largest'); assert d < 1e-10
    return d

def version(pkg, folder):
    try: return importlib.metadata.version(pkg)
    except importlib.metadata.PackageNotFoundError: pass
    try: return next(l.split(':')[1].strip() for l in open(os.path.join(folder or '', 'PKG-INFO')) if l.startswith('Version:'))
    except OSError: return 'unknown'

def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('model'); ap.add_argument('input'); ap.add_argument('output'); ap.add_argument('--lxt'); ap.add_argument('--zennit')
    ap.add_argument('--matmul-epsilon', type=float, default=EPS); ap.add_argument('--save-weights')
    a = ap.parse_args(); torch.set_num_threads(2); torch.manual_seed(0)
    raw, W = load_weights(a.model)
    if a.save_weights: np.savez_compressed(a.save_weights, **{str(k): v for k, v in raw.items()})
    with h5py.File(a.input, 'r') as f:
        image, target = f['input/image'][:], f['target'][:]; tf_logits, tf_grad = f['output/output_0'][:], f['gradient/image'][:]
    F, Ru, _ = import_lxt(a.lxt); v = version('lxt', a.lxt); N = np.arange(len(image))
    y, g = torch_run(Plain, Plain, W, image, target, gradient=True)
    print(f'network: logits against TensorFlow {np.abs(y - tf_logits).max():.1e}, gradient {np.abs(g - tf_grad).max() / np.abs(tf_grad).max():.1e} of the largest')
    assert np.abs(y - tf_logits).max() < 1e-5 and np.abs(g - tf_grad).max() < 1e-5 * np.abs(tf_grad).max()
    res = {}
    for name, zp in (('attnlrp_epsilon', False), ('attnlrp_epsilon_plus', True)):
        y, r = torch_run(F, Ru, W, image, target, zp, a.matmul_epsilon); yn, rn, _ = numpy_run(W, image, target, zp, a.matmul_epsilon)
        d, big = np.abs(r - rn).max(), np.abs(r).max()
        print(f'{name}: lxt against NumPy {d:.1e} absolute, {d / big:.1e} of the largest {big:.4g}; logits {np.abs(y - yn).max():.1e}')
        assert d < 1e-8 and d < 1e-8 * big and np.abs(y - yn).max() < 1e-12
        print('  sum of relevance', r.sum((1, 2, 3)), 'target logit', y[N, target], 'gap', y[N, target] - r.sum((1, 2, 3)))
        res[name] = r
    rng = np.random.default_rng(0)      # this model's biases and betas are all 0 and its gammas 1: compare A and B on other values too
    Wr = [w + rng.uniform(-.3, .3, w.shape) if w.ndim == 1 or w.shape == (HEADS, DEPTH) else w for w in W]
    for zp in (False, True):
        r, rn = torch_run(F, Ru, Wr, image, target, zp, a.matmul_epsilon)[1], numpy_run(Wr, image, target, zp, a.matmul_epsilon)[1]
        d = np.abs(r - rn).max() / np.abs(r).max()
        print(f'random biases, gammas, betas{", z+" if zp else ""}: lxt against NumPy {d:.1e} of the largest'); assert d < 1e-8
    check_zennit(a.zennit, Wr, image, target); zen = check_zennit(a.zennit, W, image, target)
    src = f'lxt {v} (explicit functional rules, stabilizer patched to z + eps sign(z)), torch {torch.__version__}, float64'
    plus_src = '; convolution z+ by own code' + ('' if zen is None else f", equal to Zennit {version('zennit', a.zennit)} ZPlus")
    with h5py.File(a.output, 'w') as f:
        f.attrs.update(network='vit', dtype='float64', lxt=v, torch=str(torch.__version__), numpy=np.__version__, method='AttnLRP, arXiv 2402.05602',
                       epsilon=EPS, matmul_epsilon=a.matmul_epsilon, stabilizer='z + epsilon * sign(z), sign(0) = +1')
        put = lambda k, d: f.create_dataset(k, data=d, compression='gzip', shuffle=True)
        put('input', image); put('target', target.astype(np.int64)); put('logits', y.astype(np.float32)).attrs['sum'] = y.sum(1)
        for k, r in res.items():
            d = put('attribution/' + k, r.astype(np.float32))
            plus = k.endswith('plus')
            d.attrs['source'] = src + (plus_src if plus else '')
            d.attrs['convolution'] = 'z+' if plus else 'epsilon'
            d.attrs['relevance_sum'] = r.sum((1, 2, 3)); d.attrs['target_logit'] = y[N, target]

if __name__ == '__main__': main()
